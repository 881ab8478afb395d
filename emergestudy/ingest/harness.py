"""Results of the lm-evaluation-harness, its old form and its form since version 0.4.

Old: ``results`` maps a task to ``acc``, ``acc_stderr`` and so on; ``config`` holds
``model_args`` and ``num_fewshot``. New: metrics carry a filter, as in ``acc,none``, and
``n-shot``, ``n-samples``, ``higher_is_better`` and ``config`` tell the rest.
"""

import re
from collections.abc import Iterator
from typing import Any

from emergestudy.ingest.groups import parents, shots_of
from emergestudy.ingest.records import BrokenFile, Score
from emergestudy.ingest.values import number, positive, table, text

STDERR = "_stderr"
# Metrics of the harness that are better when lower; the old form does not say.
LOWER_IS_BETTER = {
    "ppl",
    "perplexity",
    "word_perplexity",
    "byte_perplexity",
    "bits_per_byte",
    "brier_score",
    "ter",
}
# Names of loaders, which say nothing of the model.
LOADERS = {"hf", "hf-causal", "hf-causal-experimental", "hf-seq2seq", "vllm", "gguf"}


def is_harness(found: dict[str, Any]) -> bool:
    """Say whether a JSON object looks like results of the harness."""
    results = found.get("results")
    return isinstance(results, dict) and isinstance(found.get("config"), dict)


def read_harness(found: dict[str, Any]) -> Iterator[Score]:
    """Yield the scores of one file.

    Raises
    ------
    BrokenFile
        If it names no model, or a part of it has the wrong shape.
    """
    about, above = _model(found), parents(found)
    for task, metrics in table(found.get("results"), "results").items():
        metrics = table(metrics, f"results of {task}"[:80])
        name = text(task)
        if name is None:
            continue
        for key, value in metrics.items():
            metric, _, kept = key.partition(",")
            score = number(value)
            if score is None or metric.endswith(STDERR) or metric == "alias":
                continue
            if metric in ("sample_len", "samples"):
                continue
            own = _about_task(found, task, metric)
            if task in above:
                own["part_of"] = above[task]
            error = number(metrics.get(f"{metric}{STDERR}{',' + kept if kept else ''}"))
            label = metric if kept in ("", "none") else f"{metric} ({kept})"
            yield about | own | _with_error(name, label, score, error)


def _with_error(task: str, metric: str, value: float, error: float | None) -> Score:
    score = Score(task=task, metric=text(metric) or "score", value=value)
    if error is not None:
        score["stderr"] = error
    return score


def _model(found: dict[str, Any]) -> Score:
    config = table(found.get("config"), "config")
    arguments = _arguments(config.get("model_args"))
    loader = text(config.get("model"))
    named = [
        found.get("model_name"),
        arguments.get("pretrained"),
        arguments.get("path"),
    ]
    named += [] if loader in LOADERS else [loader]
    names = [name for name in map(text, named) if name]
    if not names:
        raise BrokenFile("names no model (config: model_args, pretrained=...)")
    about = Score(model=names[0].rstrip("/").split("/")[-1])
    params = positive(config.get("model_num_parameters"))
    if params is not None:
        about["params"] = params
    step = re.search(r"step-?(\d{1,12})", text(arguments.get("revision")) or "")
    if step:
        about["step"] = float(step[1])
    return about


def _arguments(given: Any) -> dict[str, Any]:
    """Read model_args: text like ``pretrained=a/b,revision=step8``, or an object."""
    if isinstance(given, dict):
        return given
    pairs = (part.partition("=") for part in (text(given) or "").split(","))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _about_task(found: dict[str, Any], task: str, metric: str) -> Score:
    own = Score(higher_is_better=metric not in LOWER_IS_BETTER)
    told = table(found.get("higher_is_better"), "higher_is_better").get(task)
    if isinstance(told, dict) and isinstance(told.get(metric), bool):
        own["higher_is_better"] = told[metric]
    shots = shots_of(found, task)
    if shots is None:
        shots = number(table(found.get("config"), "config").get("num_fewshot"))
    if shots is not None and shots >= 0:
        own["n_shot"] = shots
        own["setting"] = "few_shot" if shots > 0 else "zero_shot"
    counts = table(found.get("n-samples"), "n-samples").get(task)
    counts = counts if isinstance(counts, dict) else {}
    n = positive(counts.get("effective")) or positive(counts.get("original"))
    if n is not None:
        own["n_eval"] = n
    return own
