"""Results of the lm-evaluation-harness, old and since 0.4, and its single answers.

Old: ``results`` maps a task to ``acc``, ``acc_stderr`` and so on; ``config`` holds
``model_args`` and ``num_fewshot``. New: metrics carry a filter, as in ``acc,none``, and
``n-shot``, ``n-samples``, ``higher_is_better`` and ``config`` tell the rest. Beside
them stand single answers (``samples_*.jsonl``).
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from emergestudy.readers import files as raw
from emergestudy.readers.names import ADAPTER, VARIANT

NO_METRICS = ("alias", "sample_len", "samples")
DEEPEST = 20  # groups within groups
# Names of loaders, which say nothing of the model.
LOADERS = re.compile(
    r"(?i)hf(-.+)?|vllm|gguf|ggml|sglang|nemo_lm|mamba_ssm|huggingface|openvino|deepsparse|"
    r"neuronx|(gpt-)?neox|megatron_lm|"
    r"(local-|openai-)?(chat-)?completions|openai-.+|anthropic-.+|textsynth|dummy",
)
MODEL_ARGS = ("pretrained", "model", "engine", "path")
ADAPTERS = ("peft", "delta", "lora_local_path")
# Arguments that make another model of the same name, where both are there.
VARIANTS = ("load_in_4bit", "load_in_8bit", "gguf_file", "quantization", "autogptq")
LONGEST = 2**24  # characters of one line
TASK_OF_SAMPLES = re.compile(r"samples_(.+?)(?:_\d{4}-\d\d-\d\dT.*)?")


def _sniff(source: raw.Source) -> bool:
    """Say whether a JSON file looks like results of the harness, or a part of them."""
    found = source.json if raw.holds(source.json) else {}
    # Of somebody who kept the results alone, the filters of metrics tell it.
    tasks, sign = found.get("results", found), "" if "results" in found else ","
    known = raw.holds(tasks) and raw.listed([*tasks.values()]) and all(
        any(sign in key and raw.number(task[key]) is not None for key in task)
        for task in tasks.values()
    )  # fmt: skip
    known = known or raw.holds(found, results=dict, config=dict)
    return known and "config_general" not in found


def filtered(metric: str, kept: Any) -> str:
    """Return a metric's name with the filter of the answers, if there is one."""
    plain = kept in (None, "", "none")
    return metric if plain or not raw.text(kept) else f"{metric} ({raw.text(kept)})"


def _read(source: raw.Source) -> Iterator[raw.Score]:
    """Yield the scores of one file; one without the name of a model is broken."""
    found = source.json if "results" in source.json else {"results": source.json}
    results = raw.as_object(found.get("results"), "results")
    above, shots = _groups(found), _shots(found)
    about = _model(source, results)
    about |= raw.known(date=raw.seconds(found.get("date")) or source.date)
    for task, metrics in results.items():
        metrics = raw.as_object(metrics, f"results of {task}"[:80])
        name = raw.text(task)
        if name is None:
            continue
        own = about | _about_task(found, task, shots.get(task))
        own |= raw.known(part_of=above.get(task), samples=_samples(source, task))
        turned = raw.inner(raw.inner(found, "higher_is_better"), task)
        for key, value in metrics.items():
            metric, _, kept = key.partition(",")
            score = raw.number(value)
            if score is None or metric.endswith("_stderr") or metric in NO_METRICS:
                continue
            label = raw.text(filtered(metric, kept)) or "score"
            error = raw.number(metrics.get(key.replace(metric, f"{metric}_stderr", 1)))
            better = turned[metric] if raw.holds(turned, **{metric: bool}) else None
            one = raw.known(stderr=error, higher_is_better=better)
            yield own | one | raw.Score(task=name, metric=label, value=score)


def _model(source: raw.Source, results: dict[str, Any]) -> raw.Score:
    """Name the model: by its arguments, else at the top, else by the file's place."""
    found = source.json
    config = raw.as_object(found.get("config"), "config") or found
    arguments = arguments_of(config.get("model_args") or found.get("model_args"))
    loader = raw.text(config.get("model"))
    name = raw.first_text(
        *map(arguments.get, MODEL_ARGS), found.get("model_name"),
        found.get("model_name_or_path"),
        None if loader and LOADERS.fullmatch(loader) else loader,
    )  # fmt: skip
    settings = isinstance(config.get("model_args"), dict)  # of GPT-NeoX, no name
    if name is None and config is not found and not settings:
        raise raw.BrokenFile("names no model (config: model_args, pretrained=...)")
    name = name or raw.named_by_place(source, results)
    name = raw.at_revision(name, arguments.get("revision"))
    for adapter in filter(None, map(raw.text, map(arguments.get, ADAPTERS))):
        name += f"{ADAPTER}{adapter}"
    others = [key for key in VARIANTS if _on(arguments.get(key))]
    others = [key if _on(arguments[key]) is True else arguments[key] for key in others]
    if others:
        name += VARIANT + ", ".join(map(str, others))
    size = raw.positive(config.get("model_num_parameters"))
    return raw.known(model=name, params=size)


def _on(value: Any) -> Any:
    """Return whether an argument is given: what it says, or True."""
    said = str(value).lower()
    return True if said == "true" else said not in ("none", "false", "") and value


def arguments_of(given: Any) -> dict[str, Any]:
    """Read model_args: text like ``pretrained=a/b,revision=step8``, or an object."""
    if isinstance(given, dict):
        return given
    pairs = (part.partition("=") for part in (raw.text(given) or "").split(","))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _samples(source: raw.Source, task: str) -> str | None:
    """Return the file of single answers that the harness wrote with these results."""
    start, _, stamp = source.path.stem.partition("_")
    name = f"samples_{task.replace('/', '_')}_{stamp}.jsonl"
    path = os.path.join(source.path.parent, name)
    there = start == "results" and stamp and len(name) < 250 and os.path.isfile(path)
    return path if there else None


def _about_task(found: dict[str, Any], task: str, shots: float | None) -> raw.Score:
    own = raw.with_shots(raw.Score(), shots)
    others = [w for w in ("chat_template", "system_instruction") if found.get(w)]
    own |= raw.known(setting=", ".join(others).replace("_", " ") or None)
    counts = raw.inner(raw.as_object(found.get("n-samples"), "n-samples"), task)
    n = raw.positive(counts.get("effective")) or raw.positive(counts.get("original"))
    config = raw.inner(raw.as_object(found.get("configs"), "configs"), task)
    is_open = config.get("output_type") == "generate_until" or None
    level = raw.guessing(config.get("doc_to_choice"))
    return own | raw.known(n_eval=n, open_ended=is_open, chance=level)


def _groups(found: dict[str, Any]) -> dict[str, str]:
    """Return the group of each task that is part of one with a score of its own."""
    results = raw.as_object(found.get("results"), "results")
    scored = {
        group for group, metrics in results.items() if isinstance(metrics, dict)
        and any(raw.number(value) is not None for value in metrics.values())
    }  # fmt: skip
    groups = _parts(found).items()
    return {p: g for g, parts in groups if g in scored for p in parts if p != g}


def _shots(found: dict[str, Any]) -> dict[str, float | None]:
    """Return the shots of each task; of a group, those that all its parts share."""
    config = raw.as_object(found.get("config"), "config") or found
    listed, asked = config.get("num_fewshot"), config.get("tasks")
    results = list(raw.as_object(found.get("results"), "results"))
    told = dict.fromkeys(results, listed)
    if isinstance(listed, list):  # one a task, in their order
        tasks = asked if isinstance(asked, list) else results
        fits = len(tasks) == len(listed)
        told = dict(zip(map(str, tasks), listed, strict=True)) if fits else {}
    told |= raw.as_object(found.get("n-shot"), "n-shot")
    shots = {task: raw.number(value) for task, value in told.items()}
    groups = _parts(found)  # some versions write 0 of them, whatever the parts say
    for _ in range(min(DEEPEST, len(groups))):  # groups of what is known by then
        new = {g: {*map(shots.get, {*parts} - {g})} for g, parts in groups.items()}
        new = {g: i.pop() if len(i) == 1 else None for g, i in new.items() if i}
        if new.items() <= shots.items():
            break
        shots |= new
    return shots


def _parts(found: dict[str, Any]) -> dict[str, list[str]]:
    listed = raw.as_object(found.get("group_subtasks"), "group_subtasks").items()
    return {g: [*filter(None, map(raw.text, parts))] for g, parts in listed
            if isinstance(parts, list) and parts}  # fmt: skip


def objects(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file of any size, one a line.

    `BrokenFile` names the first line that is none.
    """
    place = 0
    try:
        with TextIOWrapper(raw.opened(path), encoding="utf-8-sig") as file:
            lines = iter(lambda: file.readline(LONGEST), "")
            for place, line in enumerate(lines, 1):
                if len(line) == LONGEST:
                    told = f"has a line of more than {LONGEST:,} characters"
                    raise raw.BrokenFile(told)
                if line.strip():
                    found = raw.parse_json(line)
                    if not isinstance(found, dict):
                        raise raw.BrokenFile(f"holds no object in line {place}")
                    yield found
    except UnicodeDecodeError:
        raise raw.BrokenFile("is not UTF-8") from None
    except raw.BrokenFile as error:
        told = str(error).replace("(line 1:", f"(line {place}:")
        raise raw.BrokenFile(told) from None
    except OSError as error:
        raise raw.BrokenFile(f"cannot be read ({error.strerror})") from None


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
        names = named if isinstance(named, list) else set(one) - {"doc_id", "target"}
        for name in map(str, names):
            value = one.get(name)
            value = float(value) if isinstance(value, bool) else raw.number(value)
            if value is not None:
                yield str(one.get("doc_id")), filtered(name, one.get("filter")), value


def _read_means(source: raw.Source) -> Iterator[raw.Score]:
    """Yield the means of single answers; the folder names the model."""
    count: dict[str, int] = defaultdict(int)
    total: dict[str, float] = defaultdict(float)
    for _, metric, value in _items(source.path):
        count[metric] += 1
        total[metric] += value
    named = TASK_OF_SAMPLES.fullmatch(source.path.stem)
    place = source.path.absolute().parent.as_posix().replace("__", "/")
    about = raw.Score(model=place, task=named[1] if named else source.path.stem)
    about |= raw.known(date=source.date, samples=str(source.path))
    for metric, n in count.items():
        yield about | raw.Score(metric=metric, value=total[metric] / n, n_eval=float(n))


READERS = (
    raw.Reader("its single answers", (".jsonl",),
           lambda s: {"doc_id", "resps"} <= {*next(objects(s.path), {})}, _read_means),
    raw.Reader("lm-evaluation-harness", (".json",), _sniff, _read),
)  # fmt: skip
