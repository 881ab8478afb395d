"""Results of the lm-evaluation-harness, its old form and its form since version 0.4.

Old: ``results`` maps a task to ``acc``, ``acc_stderr`` and so on; ``config`` holds
``model_args`` and ``num_fewshot``. New: metrics carry a filter, as in ``acc,none``, and
``n-shot``, ``n-samples``, ``higher_is_better`` and ``config`` tell the rest.
"""

import re
from collections.abc import Iterator
from typing import Any

from emergestudy.readers.files import (
    BrokenFile,
    Reader,
    Score,
    Source,
    as_object,
    holds,
    known,
    number,
    positive,
    text,
    with_shots,
)

STDERR = "_stderr"
NO_METRICS = ("alias", "sample_len", "samples")
DEEPEST = 20  # groups within groups
# Metrics of the harness that are better when lower; the old form does not say.
LOWER_IS_BETTER = {
    "ppl", "perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte",
    "brier_score", "ter",
}  # fmt: skip
# Names of loaders, which say nothing of the model.
LOADERS = {"hf", "hf-causal", "hf-causal-experimental", "hf-seq2seq", "vllm", "gguf"}


def _sniff(source: Source) -> bool:
    """Say whether a JSON file looks like results of the harness."""
    return holds(source.json, results=dict, config=dict)


def _read(source: Source) -> Iterator[Score]:
    """Yield the scores of one file; one without the name of a model is broken."""
    found = source.json
    about, above, shots = _model(found), _groups(found), _shots(found)
    for task, metrics in as_object(found.get("results"), "results").items():
        metrics = as_object(metrics, f"results of {task}"[:80])
        name = text(task)
        if name is None:
            continue
        for key, value in metrics.items():
            metric, _, kept = key.partition(",")
            score = number(value)
            if score is None or metric.endswith(STDERR) or metric in NO_METRICS:
                continue
            own = about | _about_task(found, task, metric, shots.get(task))
            label = metric if kept in ("", "none") else f"{metric} ({kept})"
            own |= Score(task=name, metric=text(label) or "score", value=score)
            error = number(metrics.get(f"{metric}{STDERR}{',' + kept if kept else ''}"))
            yield own | known(part_of=above.get(task), stderr=error)


def _model(found: dict[str, Any]) -> Score:
    config = as_object(found.get("config"), "config")
    arguments = _arguments(config.get("model_args"))
    loader = text(config.get("model"))
    named = [found.get("model_name"), arguments.get("pretrained")]
    named += [arguments.get("path"), None if loader in LOADERS else loader]
    names = [name for name in map(text, named) if name]
    if not names:
        raise BrokenFile("names no model (config: model_args, pretrained=...)")
    step = re.search(r"step-?(\d{1,12})", text(arguments.get("revision")) or "")
    return known(
        model=names[0].rstrip("/").split("/")[-1],
        params=positive(config.get("model_num_parameters")),
        step=float(step[1]) if step else None,
    )


def _arguments(given: Any) -> dict[str, Any]:
    """Read model_args: text like ``pretrained=a/b,revision=step8``, or an object."""
    if isinstance(given, dict):
        return given
    pairs = (part.partition("=") for part in (text(given) or "").split(","))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _about_task(
    found: dict[str, Any], task: str, metric: str, shots: float | None
) -> Score:
    own = Score(higher_is_better=metric not in LOWER_IS_BETTER)
    told = as_object(found.get("higher_is_better"), "higher_is_better").get(task)
    if isinstance(told, dict) and isinstance(told.get(metric), bool):
        own["higher_is_better"] = told[metric]
    if shots is None:
        shots = number(as_object(found.get("config"), "config").get("num_fewshot"))
    own = with_shots(own, shots)
    counts = as_object(found.get("n-samples"), "n-samples").get(task)
    counts = counts if isinstance(counts, dict) else {}
    n = positive(counts.get("effective")) or positive(counts.get("original"))
    return own | known(n_eval=n)


def _groups(found: dict[str, Any]) -> dict[str, str]:
    """Return the group of each task that is part of one with a score of its own."""
    results = as_object(found.get("results"), "results")
    above: dict[str, str] = {}
    for group, parts in _parts(found).items():
        metrics = results.get(group)
        values = metrics.values() if isinstance(metrics, dict) else ()
        if any(number(value) is not None for value in values):
            above |= {part: group for part in parts if part != group}
    return above


def _shots(found: dict[str, Any]) -> dict[str, float | None]:
    """Return the shots of each task; of a group, those that all its parts share."""
    told = as_object(found.get("n-shot"), "n-shot")
    shots = {task: number(value) for task, value in told.items()}
    groups = {g: p for g, p in _parts(found).items() if shots.get(g) is None}
    for _ in range(DEEPEST):  # each time, groups of what is known by then
        known = {
            group: {shots.get(p) for p in parts if p != group}
            for group, parts in groups.items()
        }
        shots |= {g: inside.pop() for g, inside in known.items() if len(inside) == 1}
    return shots


def _parts(found: dict[str, Any]) -> dict[str, list[str]]:
    listed = as_object(found.get("group_subtasks"), "group_subtasks").items()
    return {
        group: [part for part in map(text, parts) if part]
        for group, parts in listed
        if isinstance(parts, list) and parts
    }


READER = Reader(
    "results of lm-evaluation-harness (results, config)", (".json",), _sniff, _read
)
