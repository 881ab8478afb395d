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
    guessing,
    holds,
    known,
    named_by_place,
    number,
    positive,
    text,
    with_shots,
)
from emergestudy.readers.names import ADAPTER, VARIANT

STDERR = "_stderr"
NO_METRICS = ("alias", "sample_len", "samples")
DEEPEST = 20  # groups within groups
# Names of loaders, which say nothing of the model.
LOADERS = re.compile(
    r"hf(-.+)?|vllm|gguf|ggml|sglang|nemo_lm|mamba_ssm|huggingface|openvino|deepsparse|"
    r"neuronx|(local-|openai-)?(chat-)?completions|openai-.+|anthropic-.+|textsynth|dummy",
    re.IGNORECASE,
)
ADAPTERS = ("peft", "delta", "lora_local_path")
# Arguments that make another model of the same name, where both are there.
VARIANTS = ("load_in_4bit", "load_in_8bit", "gguf_file", "quantization", "autogptq")


def _sniff(source: Source) -> bool:
    """Say whether a JSON file looks like results of the harness, or a part of them."""
    found = source.json
    if not holds(found, results=dict) or "config_general" in found:
        return False
    tasks = found["results"].values()
    return isinstance(found.get("config"), dict) or (
        bool(tasks)
        and all(
            isinstance(task, dict) and any(number(v) is not None for v in task.values())
            for task in tasks
        )
    )


def _read(source: Source) -> Iterator[Score]:
    """Yield the scores of one file; one without the name of a model is broken."""
    found = source.json
    results = as_object(found.get("results"), "results")
    above, shots = _groups(found), _shots(found)
    about = _model(source, results)
    about |= known(date=number(found.get("date")) or source.date)
    for task, metrics in results.items():
        metrics = as_object(metrics, f"results of {task}"[:80])
        name = text(task)
        if name is None:
            continue
        own = about | _about_task(found, task, shots.get(task))
        own |= known(part_of=above.get(task), samples=_samples(source, task))
        turned = as_object(found.get("higher_is_better"), "higher_is_better").get(task)
        turned = turned if isinstance(turned, dict) else {}
        for key, value in metrics.items():
            metric, _, kept = key.partition(",")
            score = number(value)
            if score is None or metric.endswith(STDERR) or metric in NO_METRICS:
                continue
            label = metric if kept in ("", "none") else f"{metric} ({kept})"
            one = Score(task=name, metric=text(label) or "score", value=score)
            error = number(metrics.get(f"{metric}{STDERR}{',' + kept if kept else ''}"))
            if isinstance(turned.get(metric), bool):
                one["higher_is_better"] = turned[metric]
            yield own | one | known(stderr=error)


def _model(source: Source, results: dict[str, Any]) -> Score:
    """Name the model: by its arguments, else at the top, else by the file's place."""
    found = source.json
    config = as_object(found.get("config"), "config") or found
    arguments = _arguments(config.get("model_args") or found.get("model_args"))
    loader = text(config.get("model"))
    named = [arguments.get(key) for key in ("pretrained", "model", "engine", "path")]
    named += [found.get("model_name"), found.get("model_name_or_path")]
    named += [None if loader and LOADERS.fullmatch(loader) else loader]
    names = [name for name in map(text, named) if name]
    if not names and config is not found:
        raise BrokenFile("names no model (config: model_args, pretrained=...)")
    if not names:
        names = [named_by_place(source, results)]
    name, revision = names[0], text(arguments.get("revision"))
    if revision:
        name = f"{name}@{revision}"
    for adapter in filter(None, map(text, map(arguments.get, ADAPTERS))):
        name += f"{ADAPTER}{adapter}"
    others = [key for key in VARIANTS if _on(arguments.get(key))]
    others = [key if _on(arguments[key]) is True else arguments[key] for key in others]
    if others:
        name += VARIANT + ", ".join(map(str, others))
    return known(model=name, params=positive(config.get("model_num_parameters")))


def _on(value: Any) -> Any:
    """Return whether an argument is given: what it says, or True."""
    said = str(value).lower()
    return True if said == "true" else said not in ("none", "false", "") and value


def _arguments(given: Any) -> dict[str, Any]:
    """Read model_args: text like ``pretrained=a/b,revision=step8``, or an object."""
    if isinstance(given, dict):
        return given
    pairs = (part.partition("=") for part in (text(given) or "").split(","))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _samples(source: Source, task: str) -> str | None:
    """Return the file of single answers that the harness wrote with these results."""
    start, _, stamp = source.path.stem.partition("_")
    path = source.path.with_name(f"samples_{task.replace('/', '_')}_{stamp}.jsonl")
    there = start == "results" and stamp and len(path.name) < 250 and path.is_file()
    return str(path) if there else None


def _about_task(found: dict[str, Any], task: str, shots: float | None) -> Score:
    own = with_shots(Score(), shots)
    counts = as_object(found.get("n-samples"), "n-samples").get(task)
    counts = counts if isinstance(counts, dict) else {}
    n = positive(counts.get("effective")) or positive(counts.get("original"))
    config = as_object(found.get("configs"), "configs").get(task)
    config = config if isinstance(config, dict) else {}
    is_open = config.get("output_type") == "generate_until" or None
    level = guessing(config.get("doc_to_choice"))
    return own | known(n_eval=n, open_ended=is_open, chance=level)


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
    """Return the shots of each task; of a group, those that all its parts share.

    Of groups some versions write 0, whatever their parts say.
    """
    config = as_object(found.get("config"), "config") or found
    listed, asked = config.get("num_fewshot"), config.get("tasks")
    results = list(as_object(found.get("results"), "results"))
    if isinstance(listed, list):  # one a task, in their order
        tasks = asked if isinstance(asked, list) else results
        fits = len(tasks) == len(listed)
        told = dict(zip(map(str, tasks), listed, strict=True)) if fits else {}
    else:
        told = dict.fromkeys(results, listed)
    shots = {task: number(value) for task, value in told.items()}
    told = as_object(found.get("n-shot"), "n-shot")
    shots |= {task: number(value) for task, value in told.items()}
    groups = _parts(found)
    for _ in range(min(DEEPEST, len(groups))):  # groups of what is known by then
        known = {
            group: {shots.get(p) for p in parts if p != group}
            for group, parts in groups.items()
        }
        new = {g: i.pop() if len(i) == 1 else None for g, i in known.items() if i}
        if all(shots.get(group) == count for group, count in new.items()):
            break
        shots |= new
    return shots


def _parts(found: dict[str, Any]) -> dict[str, list[str]]:
    listed = as_object(found.get("group_subtasks"), "group_subtasks").items()
    return {
        group: [part for part in map(text, parts) if part]
        for group, parts in listed
        if isinstance(parts, list) and parts
    }


READER = Reader("lm-evaluation-harness", (".json",), _sniff, _read)
