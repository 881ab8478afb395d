"""Small readers: formats of results that need a few lines each.

Structures as of the tools' public code and files: lighteval, the Open LLM Leaderboard's
service, bigcode-evaluation-harness, OLMES, open_lm and DCLM, HELM, Inspect, EvalPlus,
and tables that harnesses print.
"""

import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from emergestudy.readers.files import (
    LARGEST,
    BrokenFile,
    Reader,
    Score,
    Source,
    amount,
    as_object,
    holds,
    known,
    named_by_place,
    number,
    parse_json,
    positive,
    text,
    with_shots,
)
from emergestudy.readers.metrics import is_share
from emergestudy.readers.names import VARIANT

LONGEST = 2**24  # characters of one line
ITEM_KEYS = {"doc_id", "resps"}
NO_SCORES = {"doc_id", "target"}
TASK_OF_SAMPLES = re.compile(r"samples_(.+?)(?:_\d{4}-\d\d-\d\dT.*)?")
AGGREGATE = {"all", "average", "_average"}


def _numbers(metrics: Any, what: str = "metrics") -> Iterator[tuple[str, float, float]]:
    """Yield the metrics of an object: name, value, and standard error or None."""
    for name, value in as_object(metrics, what).items():
        score, label = number(value), text(name)
        if score is not None and label and not re.search(r"_?(stderr|std_err)", label):
            yield label, score, number(metrics.get(f"{name}_stderr"))


def _date(said: Any) -> float | None:
    """Return seconds since 1970 of a number or an ISO date."""
    try:
        at = (
            datetime.fromisoformat(said.removesuffix(" UTC"))
            if isinstance(said, str)
            else None
        )
        return number(said) if at is None else at.timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _sniff_lighteval(source: Source) -> bool:
    """Say whether a JSON file holds ``config_general`` and ``results``."""
    return holds(source.json, config_general=dict, results=dict)


def _read_lighteval(source: Source) -> Iterator[Score]:
    """Yield scores of lighteval: tasks are ``suite|task:part|shots``."""
    found = source.json
    config = found["config_general"]
    inner = config.get("model_config")
    inner = inner if isinstance(inner, dict) else {}
    name = text(config.get("model_name")) or text(inner.get("model_name"))
    if name is None:
        raise BrokenFile("names no model (config_general: model_name)")
    revision = text(inner.get("revision"))
    about = known(
        model=f"{name}@{revision}" if revision else name,
        date=source.date or _date(config.get("date")),
    )
    wholes = {_lighteval_task(t)[0] for t in found["results"] if ":_average" in t}
    for given, metrics in found["results"].items():
        if given.lower() in AGGREGATE:
            continue
        task, part, shots = _lighteval_task(given)
        own = with_shots(about | Score(task=f"{task}:{part}" if part else task), shots)
        own |= known(part_of=task if part and task in wholes else None)
        for metric, value, error in _numbers(metrics, f"results of {given}"[:80]):
            yield own | Score(metric=metric, value=value) | known(stderr=error)


def _lighteval_task(given: str) -> tuple[str, str, float | None]:
    """Split ``suite|task:part|shots``; an average has no part."""
    parts = given.split("|")
    named = [part for part in parts if not part.isdigit()]
    shots = [int(part) for part in parts if part.isdigit()]
    task, _, part = (named[-1] if named else given).partition(":")
    part = "" if part == "_average" else part
    return task, part, float(shots[0]) if shots else None


def _sniff_service(source: Source) -> bool:
    """Say whether a JSON list holds models with their ``evaluations``."""
    found = source.json
    return (
        isinstance(found, list)
        and bool(found)
        and all(holds(one, model=dict, evaluations=dict) for one in found)
    )


def _read_service(source: Source) -> Iterator[Score]:
    """Yield scores of a dump of the Open LLM Leaderboard's service."""
    for one in source.json:
        more = one.get("metadata") if isinstance(one.get("metadata"), dict) else {}
        size = positive(more.get("params_billions"))
        about = known(model=text(one["model"].get("name")), params=size and size * 1e9)
        for key, result in one["evaluations"].items():
            value = number(result.get("value")) if isinstance(result, dict) else None
            if value is not None:
                name = text(result.get("name")) or key
                yield about | Score(
                    task=name, metric="accuracy", value=value, unit="fraction"
                )


def _sniff_bigcode(source: Source) -> bool:
    """Say whether a JSON file holds tasks beside a ``config`` with model and tasks."""
    found = source.json
    return holds(found, config=dict) and {"model", "tasks"} <= set(found["config"])


def _read_bigcode(source: Source) -> Iterator[Score]:
    """Yield scores of bigcode-evaluation-harness: a task is a key at the top."""
    config = source.json["config"]
    name, revision = text(config.get("model")), text(config.get("revision"))
    if name is None:
        raise BrokenFile("names no model (config: model)")
    name = f"{name}@{revision}" if revision else name
    peft = text(config.get("peft_model"))
    about = Score(model=f"{name} + {peft}" if peft else name, open_ended=True)
    for task, metrics in source.json.items():
        if task != "config" and isinstance(metrics, dict):
            for metric, value, error in _numbers(metrics):
                own = Score(task=task, metric=metric, value=value)
                yield about | own | known(stderr=error)


def _sniff_olmes(source: Source) -> bool:
    """Say whether an object has a task, its ``metrics`` and its configuration."""
    found = source.json
    tasks = found.get("tasks") if isinstance(found, dict) else None
    return holds(found, metrics=dict, task_config=dict) or (
        isinstance(tasks, list)
        and bool(tasks)
        and all(holds(task, metrics=dict) for task in tasks)
    )


def _read_olmes(source: Source) -> Iterator[Score]:
    """Yield scores of OLMES: a file a task, or all ``tasks`` in one."""
    found = source.json
    for one in found.get("tasks") or [found]:
        yield from _of_olmes({"model_config": found.get("model_config")} | one, source)


def _of_olmes(one: dict[str, Any], source: Source) -> Iterator[Score]:
    model = as_object(one.get("model_config"), "model_config")
    config = as_object(one.get("task_config"), "task_config")
    name = text(model.get("model_path")) or text(model.get("model"))
    name = name or named_by_place(source)
    revision = text(model.get("revision"))
    task = text(one.get("task_name")) or text(one.get("alias"))
    if task is None:
        raise BrokenFile("names no task (task_name)")
    about = Score(model=f"{name}@{revision}" if revision else name, task=task)
    about |= known(
        n_eval=positive(one.get("num_instances")),
        date=_date(one.get("current_date")) or source.date,
    )
    about = with_shots(about, number(config.get("num_shots")))
    primary = text(config.get("primary_metric"))
    for metric, value, error in _numbers(one["metrics"]):
        label = primary if metric == "primary_score" and primary else metric
        if metric != "primary_score" or primary not in one["metrics"]:
            own = Score(metric=label, value=value, chosen=label == primary)
            yield about | own | known(stderr=error)


def _sniff_open_lm(source: Source) -> bool:
    """Say whether a JSON file holds ``eval_metrics``."""
    return holds(source.json, eval_metrics=dict)


def _read_open_lm(source: Source) -> Iterator[Score]:
    """Yield scores of open_lm and DCLM: ``eval_metrics: icl`` maps tasks to shares."""
    found = source.json
    metrics = found["eval_metrics"]
    named = [text(found.get(key)) for key in ("model", "name")]
    name = next(filter(None, named), None) or named_by_place(source)
    # Many runs share the name of their architecture; the file's name tells the run.
    run = re.sub(r"^evaluation_|_(heavy|medium|light)$", "", source.path.stem)
    about = Score(model=f"{name}{VARIANT}{run}") | known(
        date=_date(found.get("creation_date"))
    )
    shares = as_object(metrics.get("icl", metrics), "icl")
    for task, value, _ in _numbers(shares):
        metric = "perplexity" if "perplexity" in task else "accuracy"
        yield about | Score(task=task, metric=metric, value=value)


def _sniff_helm(source: Source) -> bool:
    """Say whether a file is HELM's list of statistics."""
    found = source.json if source.path.name == "stats.json" else None
    return isinstance(found, list) and all(holds(one, name=dict) for one in found)


def _read_helm(source: Source) -> Iterator[Score]:
    """Yield scores of a run of HELM; ``run_spec.json`` beside them says of what."""
    spec = Source(source.path.with_name("run_spec.json"))
    told = as_object(spec.json, "run_spec.json")
    asked = as_object(told.get("adapter_spec"), "adapter_spec")
    name, run = text(asked.get("model")), text(told.get("name"))
    if name is None or run is None:
        raise BrokenFile("has a run_spec.json without a name or adapter_spec: model")
    task = re.sub(r",?(model|model_deployment)=[^,]+", "", run).strip(":,")
    about = with_shots(Score(task=task), number(asked.get("max_train_instances")))
    # HELM writes a hub's name as owner_name where it names folders.
    about |= Score(model=name)
    plain = [
        one for one in source.json
        if one["name"].get("split") == "test" and not one["name"].get("perturbation")
    ]  # fmt: skip
    count = [one for one in plain if one["name"].get("name") == "num_instances"]
    n = positive(count[0].get("mean")) if count else None
    for one in plain:
        metric, value = text(one["name"].get("name")), number(one.get("mean"))
        if metric and value is not None and is_share(metric):
            yield about | Score(metric=metric, value=value) | known(n_eval=n)


def _inspect(source: Source) -> Any:
    """Return the header of an Inspect log, packed or not."""
    if source.path.suffix.lower() != ".eval":
        return source.json
    try:
        with zipfile.ZipFile(source.path) as log:
            about = log.getinfo("header.json")
            if about.file_size > LARGEST:
                raise BrokenFile("has a header that is too large")
            return parse_json(log.read(about).decode("utf-8-sig"))
    except KeyError:
        raise BrokenFile("is an Inspect log that was not finished") from None
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BrokenFile(f"is no Inspect log that can be read ({error})") from None
    except RuntimeError:  # a packed file with a password
        raise BrokenFile("is packed with a password") from None


def _sniff_inspect(source: Source) -> bool:
    """Say whether a file is a log of Inspect."""
    return source.path.suffix.lower() == ".eval" or (
        holds(source.json, eval=dict, status=str) and "task" in source.json["eval"]
    )


def _read_inspect(source: Source) -> Iterator[Score]:
    """Yield scores of an Inspect log: a metric of a scorer, with its error."""
    found = _inspect(source)
    if not holds(found, eval=dict):
        raise BrokenFile("is no Inspect log (eval)")
    about, results = found["eval"], found.get("results")
    if found.get("status") != "success" or not isinstance(results, dict):
        raise BrokenFile(f"is an Inspect log with the status {found.get('status')!r}")
    name, task = text(about.get("model")), text(about.get("task"))
    if name is None or task is None:
        raise BrokenFile("names no model or no task (eval: model, task)")
    arguments = as_object(about.get("model_args"), "model_args")
    place = text(arguments.get("model_path")) or name.partition("/")[2] or name
    n = positive(results.get("completed_samples")) or positive(
        results.get("total_samples")
    )
    own = Score(model=place, task=task.rsplit("/", 1)[-1])
    own |= known(date=_date(about.get("created")), n_eval=n)
    shots = as_object(about.get("task_args"), "task_args").get("fewshot")
    own = with_shots(own, number(shots))
    scores = results.get("scores")
    for one in scores if isinstance(scores, list) else []:
        metrics = as_object(as_object(one, "scores").get("metrics"), "metrics")
        values = {k: v.get("value") for k, v in metrics.items() if holds(v)}
        scorer = text(one.get("name"))
        for metric, value, _ in _numbers(values):
            if metric not in ("std", "var"):
                label = f"{metric} ({scorer})" if len(scores) > 1 else metric
                error = number(values.get("stderr"))
                yield own | Score(metric=label, value=value) | known(stderr=error)


def _sniff_evalplus(source: Source) -> bool:
    """Say whether a JSON file holds EvalPlus's results, of a model or of many."""
    found = source.json
    return isinstance(found, dict) and bool(found) and (
        holds(found, eval=dict, hash=str)
        or all(holds(one) and isinstance(one.get("pass@1"), dict)
               for one in found.values())
    )  # fmt: skip


def _read_evalplus(source: Source) -> Iterator[Score]:
    """Yield pass@1 of HumanEval and MBPP, base and plus."""
    found = source.json
    if "eval" not in found:
        for name, one in found.items():
            size = positive(one.get("size"))
            about = Score(model=name, open_ended=True)
            about |= known(params=size and size * 1e9)
            for task, value, _ in _numbers(one["pass@1"]):
                yield about | Score(task=task, metric="pass@1", value=value)
        return
    place = source.path.stem.removesuffix("eval_results").strip("_-.")
    place = place or source.path.absolute().parent.name
    name = re.sub(
        r"(_(vllm|hf|openai|google|anthropic|bedrock))?_temp_[\d.]+$", "", place
    )
    right: dict[str, list[float]] = defaultdict(list)
    for problem, tries in found["eval"].items():
        plain = [one for one in tries if holds(one)] if isinstance(tries, list) else []
        # The first form holds tries of all kinds by name.
        task = text(problem.split("/")[0]) or "problems"
        for kind in ("base", "plus"):
            told = [one.get(f"{kind}_status") for one in plain]
            told = [status == "pass" for status in told if status is not None]
            if told:
                passed = told
                if kind == "plus":
                    base = [one.get("base_status") == "pass" for one in plain]
                    passed = [p and b for p, b in zip(told, base, strict=False)]
                label = task.lower() + ("+" if kind == "plus" else "")
                right[label].append(sum(passed) / len(passed))
    about = Score(model=name.replace("--", "/"), open_ended=True, metric="pass@1")
    about |= known(date=_date(found.get("date")))
    for task, shares in right.items():
        mean = sum(shares) / len(shares)
        yield about | Score(task=task, value=mean, n_eval=float(len(shares)))


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file of any size, one at a time."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while line := file.readline(LONGEST):
                if len(line) == LONGEST:
                    raise BrokenFile(f"has a line of more than {LONGEST:,} characters")
                yield line
    except UnicodeDecodeError:
        raise BrokenFile("is not UTF-8") from None
    except OSError as error:
        raise BrokenFile(f"cannot be read ({error.strerror})") from None


def objects(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file of any size, one a line.

    `BrokenFile` names the first line that is none.
    """
    for place, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            raise BrokenFile(f"is not JSON in line {place}") from None
        if not isinstance(found, dict):
            raise BrokenFile(f"holds no object in line {place}")
        yield found


def _sniff_samples(source: Source) -> bool:
    """Say whether a JSONL file holds the answers of the harness, one item a line."""
    return set(next(objects(source.path), {})) >= ITEM_KEYS


def read_items(path: Path | str, metric: str) -> dict[str, float]:
    """Return what a model got on each item, from a file of single answers.

    Parameters
    ----------
    path : Path or str
        A ``samples_*.jsonl`` of the harness, as the column ``samples`` of scores names.
    metric : str
        The metric, as scores name it: ``acc``, ``exact_match (strict-match)``.

    Returns
    -------
    dict of str to float
        By the number of the item. Empty if the file does not hold the metric.

    Raises
    ------
    BrokenFile
        If the file cannot be read.
    """
    return {
        item: value
        for item, name, value in _items(objects(Path(path)))
        if name == metric
    }


def _items(found: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, float]]:
    """Yield item, metric and value of single answers."""
    for one in found:
        kept, named = text(one.get("filter")), one.get("metrics")
        names = named if isinstance(named, list) else set(one) - NO_SCORES
        item = str(one.get("doc_id"))
        for name in map(str, names):
            value = one.get(name)
            value = float(value) if isinstance(value, bool) else number(value)
            if value is not None:
                label = name if kept in (None, "none") else f"{name} ({kept})"
                yield item, label, value


def _read_samples(source: Source) -> Iterator[Score]:
    """Yield the means of single answers; the folder names the model."""
    count: dict[str, int] = defaultdict(int)
    total: dict[str, float] = defaultdict(float)
    for _, metric, value in _items(objects(source.path)):
        count[metric] += 1
        total[metric] += value
    named = TASK_OF_SAMPLES.fullmatch(source.path.stem)
    task = named[1] if named else source.path.stem
    place = source.path.absolute().parent
    about = Score(model=place.as_posix().replace("__", "/"), task=task)
    about |= known(date=source.date, samples=str(source.path))
    for metric in count:
        mean = total[metric] / count[metric]
        yield about | Score(metric=metric, value=mean, n_eval=float(count[metric]))


PRINTED = re.compile(r"^\s*\|.*\bMetric\b.*\bValue\b", re.IGNORECASE | re.MULTILINE)
RULE = re.compile(r"\|?[\s:|-]+\|?")
CALL = re.compile(r"^\s*([\w.-]+) \((.*?)\),.*?num_fewshot: (\w+)", re.MULTILINE)


def _sniff_printed(source: Source) -> bool:
    """Say whether a text holds a table that the harness or llm-foundry prints."""
    return PRINTED.search(source.text) is not None


def _read_printed(source: Source) -> Iterator[Score]:
    """Yield scores of printed tables; the line above one says of which model."""
    about, shots, columns, task = Score(), None, [], None
    for line in source.text.splitlines():
        if call := CALL.match(line):
            given = dict(p.strip().partition("=")[::2] for p in call[2].split(","))
            named = [given.get(k) for k in ("pretrained", "model", "engine", "path")]
            name = next(filter(None, named), call[1])
            revision = given.get("revision")
            about = Score(model=f"{name}@{revision}" if revision else name)
            shots = number(int(call[3])) if call[3].isdigit() else None
        if not line.lstrip().startswith("|") or RULE.fullmatch(line.strip()):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if PRINTED.match(line):
            columns, task = [cell.lower() for cell in cells], None
            continue
        row = dict(zip(columns, cells, strict=False))
        first = columns[0] if columns else ""
        task = re.sub(r"^[\s-]+", "", row.get(first, "")) or task
        value, metric = amount(row.get("value", "").rstrip("%")), row.get("metric")
        if not task or value is None or not metric:
            continue
        if "model" not in about:
            about = Score(model=named_by_place(source))
        kept = row.get("filter", "none")
        label = metric if kept in ("", "none") else f"{metric} ({kept})"
        own = about | Score(task=task, metric=label, value=value)
        said = amount(row.get("n-shot", ""))
        own = with_shots(own, shots if said is None else said)
        turned = {"↑": True, "↓": False}.get(cells[columns.index("metric") + 1])
        error = amount(row.get("stderr", ""))
        yield own | known(stderr=error, higher_is_better=turned)


JSON = (".json",)
READERS = (
    Reader("lighteval", JSON, _sniff_lighteval, _read_lighteval),
    Reader("Open LLM Leaderboard", JSON, _sniff_service, _read_service),
    Reader("OLMES", JSON, _sniff_olmes, _read_olmes),
    Reader("open_lm", JSON, _sniff_open_lm, _read_open_lm),
    Reader("HELM", JSON, _sniff_helm, _read_helm),
    Reader("Inspect", (".json", ".eval"), _sniff_inspect, _read_inspect),
    Reader("EvalPlus", JSON, _sniff_evalplus, _read_evalplus),
    Reader("its single answers", (".jsonl",), _sniff_samples, _read_samples),
    Reader("bigcode-evaluation-harness", JSON, _sniff_bigcode, _read_bigcode),
    Reader("printed tables", (".txt", ".md", ".log", ".out"), _sniff_printed,
           _read_printed),
)  # fmt: skip
