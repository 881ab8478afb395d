"""Results of the lm-evaluation-harness, old and since 0.4, and its single answers.

Old: ``results`` maps a task to ``acc``, ``acc_stderr`` and so on; ``config`` holds
``model_args`` and ``num_fewshot``. New: metrics carry a filter, as in ``acc,none``, and
``n-shot``, ``n-samples``, ``higher_is_better`` and ``config`` tell the rest. Beside
them stand single answers (``samples_*.jsonl``).
"""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from emergestudy.readers.files import (
    BrokenFile,
    Reader,
    Score,
    Source,
    as_object,
    at_revision,
    first_text,
    guessing,
    holds,
    inner,
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
MODEL_ARGS = ("pretrained", "model", "engine", "path")
ADAPTERS = ("peft", "delta", "lora_local_path")
# Arguments that make another model of the same name, where both are there.
VARIANTS = ("load_in_4bit", "load_in_8bit", "gguf_file", "quantization", "autogptq")
LONGEST = 2**24  # characters of one line
ITEM_KEYS = {"doc_id", "resps"}
NO_SCORES = {"doc_id", "target"}
TASK_OF_SAMPLES = re.compile(r"samples_(.+?)(?:_\d{4}-\d\d-\d\dT.*)?")


def _sniff(source: Source) -> bool:
    """Say whether a JSON file looks like results of the harness, or a part of them."""
    found = source.json
    if not holds(found, results=dict) or "config_general" in found:
        return False
    tasks = found["results"].values()
    return isinstance(found.get("config"), dict) or (bool(tasks) and all(
        holds(task) and any(number(v) is not None for v in task.values())
        for task in tasks
    ))  # fmt: skip


def filtered(metric: str, kept: Any) -> str:
    """Return a metric's name with the filter of the answers, if there is one."""
    plain = kept in (None, "", "none")
    return metric if plain or not text(kept) else f"{metric} ({text(kept)})"


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
        turned = inner(inner(found, "higher_is_better"), task)
        for key, value in metrics.items():
            metric, _, kept = key.partition(",")
            score = number(value)
            if score is None or metric.endswith(STDERR) or metric in NO_METRICS:
                continue
            label = text(filtered(metric, kept)) or "score"
            error = number(metrics.get(f"{metric}{STDERR}{',' + kept if kept else ''}"))
            better = turned[metric] if holds(turned, **{metric: bool}) else None
            one = known(stderr=error, higher_is_better=better)
            yield own | one | Score(task=name, metric=label, value=score)


def _model(source: Source, results: dict[str, Any]) -> Score:
    """Name the model: by its arguments, else at the top, else by the file's place."""
    found = source.json
    config = as_object(found.get("config"), "config") or found
    arguments = arguments_of(config.get("model_args") or found.get("model_args"))
    loader = text(config.get("model"))
    name = first_text(
        *map(arguments.get, MODEL_ARGS), found.get("model_name"),
        found.get("model_name_or_path"),
        None if loader and LOADERS.fullmatch(loader) else loader,
    )  # fmt: skip
    if name is None and config is not found:
        raise BrokenFile("names no model (config: model_args, pretrained=...)")
    name = name or named_by_place(source, results)
    name = at_revision(name, arguments.get("revision"))
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


def arguments_of(given: Any) -> dict[str, Any]:
    """Read model_args: text like ``pretrained=a/b,revision=step8``, or an object."""
    if isinstance(given, dict):
        return given
    pairs = (part.partition("=") for part in (text(given) or "").split(","))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _samples(source: Source, task: str) -> str | None:
    """Return the file of single answers that the harness wrote with these results."""
    start, _, stamp = source.path.stem.partition("_")
    name = f"samples_{task.replace('/', '_')}_{stamp}.jsonl"
    path = os.path.join(source.path.parent, name)
    there = start == "results" and stamp and len(name) < 250 and os.path.isfile(path)
    return path if there else None


def _about_task(found: dict[str, Any], task: str, shots: float | None) -> Score:
    own = with_shots(Score(), shots)
    counts = inner(as_object(found.get("n-samples"), "n-samples"), task)
    n = positive(counts.get("effective")) or positive(counts.get("original"))
    config = inner(as_object(found.get("configs"), "configs"), task)
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
    """Return the shots of each task; of a group, those that all its parts share."""
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
    groups = _parts(found)  # some versions write 0 of them, whatever the parts say
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


def objects(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file of any size, one a line.

    `BrokenFile` names the first line that is none.
    """
    place = 0
    try:
        with path.open(encoding="utf-8-sig") as file:
            while line := file.readline(LONGEST):
                place += 1
                if len(line) == LONGEST:
                    raise BrokenFile(f"has a line of more than {LONGEST:,} characters")
                if line.strip():
                    found = json.loads(line)
                    if not isinstance(found, dict):
                        raise BrokenFile(f"holds no object in line {place}")
                    yield found
    except UnicodeDecodeError:
        raise BrokenFile("is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BrokenFile(f"is not JSON in line {place}") from None
    except OSError as error:
        raise BrokenFile(f"cannot be read ({error.strerror})") from None


def read_items(path: Path | str, metric: str) -> dict[str, float]:
    """Return what a model got on each item, from a ``samples_*.jsonl`` of the harness.

    The metric is as scores name it, for instance ``exact_match (strict-match)``; if the
    file does not hold it, there are no items. `BrokenFile` if it cannot be read.
    """
    return {item: value for item, name, value in _items(Path(path)) if name == metric}


def _items(path: Path) -> Iterator[tuple[str, str, float]]:
    """Yield item, metric and value of single answers."""
    for one in objects(path):
        named = one.get("metrics")
        names = named if isinstance(named, list) else set(one) - NO_SCORES
        for name in map(str, names):
            value = one.get(name)
            value = float(value) if isinstance(value, bool) else number(value)
            if value is not None:
                yield str(one.get("doc_id")), filtered(name, one.get("filter")), value


def _read_samples(source: Source) -> Iterator[Score]:
    """Yield the means of single answers; the folder names the model."""
    count: dict[str, int] = defaultdict(int)
    total: dict[str, float] = defaultdict(float)
    for _, metric, value in _items(source.path):
        count[metric] += 1
        total[metric] += value
    named = TASK_OF_SAMPLES.fullmatch(source.path.stem)
    place = source.path.absolute().parent.as_posix().replace("__", "/")
    about = Score(model=place, task=named[1] if named else source.path.stem)
    about |= known(date=source.date, samples=str(source.path))
    for metric, n in count.items():
        yield about | Score(metric=metric, value=total[metric] / n, n_eval=float(n))


READERS = (
    Reader("its single answers", (".jsonl",),
           lambda s: set(next(objects(s.path), {})) >= ITEM_KEYS, _read_samples),
    Reader("lm-evaluation-harness", (".json",), _sniff, _read),
)  # fmt: skip
