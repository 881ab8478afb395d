"""Small readers: formats of results that need a few lines each.

Structures as of the tools' public code and files: lighteval, the Open LLM Leaderboard's
service, bigcode-evaluation-harness, OLMES, open_lm and DCLM, HELM, Inspect, EvalPlus
and BIG-bench.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from emergestudy.readers.files import (
    LARGEST,
    BrokenFile,
    Reader,
    Score,
    Source,
    amount,
    as_object,
    at_revision,
    first_text,
    holds,
    inner,
    known,
    listed,
    named_by_place,
    needed,
    number,
    parse_json,
    positive,
    seconds,
    text,
    with_shots,
)
from emergestudy.readers.harness import filtered
from emergestudy.readers.metrics import is_share
from emergestudy.readers.names import ADAPTER, VARIANT


def _numbers(metrics: Any, what: str = "metrics") -> Iterator[Score]:
    """Yield the metrics of an object with their standard errors."""
    for name, value in as_object(metrics, what).items():
        score, label = number(value), text(name)
        if score is not None and label and not re.search(r"_?(stderr|std_err)", label):
            error = number(metrics.get(f"{name}_stderr"))
            yield Score(metric=label, value=score) | known(stderr=error)


def _read_lighteval(source: Source) -> Iterator[Score]:
    """Yield scores of lighteval: tasks are ``suite|task:part|shots``."""
    config, results = source.json["config_general"], source.json["results"]
    model = inner(config, "model_config")
    names = config.get("model_name"), model.get("model_name")
    name = needed("model (config_general: model_name)", *names)
    date = source.date or seconds(config.get("date"))
    about = known(model=at_revision(name, model.get("revision")), date=date)
    wholes = {_lighteval_task(t)[0] for t in results if ":_average" in t}
    for given, metrics in results.items():
        if given.lower() in ("all", "average", "_average"):
            continue
        task, part, shots = _lighteval_task(given)
        own = with_shots(about | Score(task=f"{task}:{part}" if part else task), shots)
        own |= known(part_of=task if part and task in wholes else None)
        for one in _numbers(metrics, f"results of {given}"[:80]):
            yield own | one | _lighteval_metric(task, one["metric"])


def _lighteval_task(given: str) -> tuple[str, str, float | None]:
    """Split ``suite|task:part|shots``, also with colons; an average has no part."""
    parts = re.sub(r"^([^|:]+):([^|]+):(\d+)$", r"\1|\2|\3", given).split("|")
    named = [part for part in parts if not part.isdigit()]
    shots = [float(part) for part in parts if part.isdigit()]
    task, _, part = (named[-1] if named else given).partition(":")
    return task, "" if part == "_average" else part, shots[0] if shots else None


def _lighteval_metric(task: str, name: str) -> Score:
    """Give a metric the name that it had, or has elsewhere; pass@k:k=1 is one."""
    if task == "truthfulqa" and (choice := re.search(r"mc[12]$", name)):
        return Score(task=f"truthfulqa_{choice[0]}", metric="acc")
    base, colon, how = re.sub(r"<function (\w+)[^>]*>", r"\1", name).partition(":")
    return Score(metric=filtered(base, how)) if colon and "@" not in base else Score()


def _read_service(source: Source) -> Iterator[Score]:
    """Yield scores of a dump of the Open LLM Leaderboard's service."""
    for one in source.json:
        size = f"{inner(one, 'metadata').get('params_billions')}b"
        about = known(model=text(one["model"].get("name")), metric="accuracy")
        about |= known(params=positive(amount(size)), unit="fraction")
        for key, result in one["evaluations"].items():
            value = number(result.get("value")) if isinstance(result, dict) else None
            if value is not None:
                yield about | Score(task=text(result.get("name")) or key, value=value)


def _read_bigcode(source: Source) -> Iterator[Score]:
    """Yield scores of bigcode-evaluation-harness: a task is a key at the top."""
    config = source.json["config"]
    name = needed("model (config: model)", config.get("model"))
    peft = text(config.get("peft_model"))
    name = at_revision(name, config.get("revision")) + (ADAPTER + peft if peft else "")
    for task, metrics in source.json.items():
        if task != "config" and isinstance(metrics, dict):
            for one in _numbers(metrics):
                yield Score(model=name, task=task, open_ended=True) | one


def _read_olmes(source: Source) -> Iterator[Score]:
    """Yield scores of OLMES: a file a task, or all ``tasks`` in one."""
    tasks = source.json.get("tasks")
    for one in tasks if listed(tasks, metrics=dict) else [source.json]:
        model = one.get("model_config", source.json.get("model_config"))
        model = as_object(model, "model_config")
        config = as_object(one.get("task_config"), "task_config")
        named = inner(config, "metadata").get("alias"), one.get("alias")
        name = first_text(model.get("model_path"), model.get("model"))
        name = at_revision(name or named_by_place(source), model.get("revision"))
        task = needed("task (task_name)", *named, one.get("task_name"))
        date = seconds(one.get("current_date")) or source.date
        about = known(n_eval=positive(one.get("num_instances")), date=date)
        shots = number(config.get("num_shots"))
        about |= with_shots(Score(model=name, task=task), shots)
        primary = text(config.get("primary_metric"))
        for score in _numbers(one["metrics"]):
            if score["metric"] == "primary_score" and primary:
                if primary in one["metrics"]:
                    continue  # there by its own name
                score["metric"] = primary
            yield about | score | Score(chosen=score["metric"] == primary)


def _read_open_lm(source: Source) -> Iterator[Score]:
    """Yield scores of open_lm and DCLM: ``eval_metrics: icl`` maps tasks to shares."""
    found, metrics = source.json, source.json["eval_metrics"]
    name = first_text(found.get("model"), found.get("name")) or named_by_place(source)
    # Many runs share the name of their architecture; the file's name tells the run.
    run = re.sub(r"^evaluation_|_(heavy|medium|light)$", "", source.path.stem)
    date = seconds(found.get("creation_date"))
    about = known(model=f"{name}{VARIANT}{run}", date=date)
    for one in _numbers(metrics.get("icl", metrics), "icl"):
        metric = "perplexity" if "perplexity" in one["metric"] else "accuracy"
        yield about | one | Score(task=one["metric"], metric=metric)


def _read_helm(source: Source) -> Iterator[Score]:
    """Yield scores of a run of HELM; ``run_spec.json`` beside them says of what."""
    beside = Source(source.path.with_name("run_spec.json"))
    try:
        told = as_object(beside.json, "run_spec.json")
    except BrokenFile as error:
        raise BrokenFile(f"has a run_spec.json that {error}") from None
    asked = as_object(told.get("adapter_spec"), "adapter_spec")
    name, run = text(asked.get("model")), text(told.get("name"))
    if name is None or run is None:
        raise BrokenFile("has a run_spec.json without a name or adapter_spec: model")
    task = re.sub(r",?(model|model_deployment)=[^,]+", "", run).strip(":,")
    about = with_shots(Score(task=task), number(asked.get("max_train_instances")))
    plain = [
        (text(one["name"].get("name")), number(one.get("mean"))) for one in source.json
        if one["name"].get("split") == "test" and not one["name"].get("perturbation")
    ]  # fmt: skip
    about |= known(model=name, n_eval=positive(dict(plain[::-1]).get("num_instances")))
    for metric, value in plain:
        if metric and value is not None and is_share(metric):
            yield about | Score(metric=metric, value=value)


def _inspect(source: Source) -> Any:
    """Return the header of an Inspect log, packed or not."""
    if source.path.suffix.lower() != ".eval":
        return source.json
    try:
        with zipfile.ZipFile(source.path) as log:
            about = log.getinfo("header.json")
            if about.file_size > LARGEST:
                raise BrokenFile("has a header that is too large")
            with log.open(about) as header:  # at most what it claims is unpacked
                return parse_json(header.read(about.file_size + 1).decode("utf-8-sig"))
    except KeyError:
        raise BrokenFile("is an Inspect log that was not finished") from None


def _read_inspect(source: Source) -> Iterator[Score]:
    """Yield scores of an Inspect log: a metric of a scorer, with its error."""
    found = _inspect(source)
    if not holds(found, eval=dict):
        raise BrokenFile("is no Inspect log (eval)")
    about, results = found["eval"], found.get("results")
    if found.get("status") != "success" or not isinstance(results, dict):
        raise BrokenFile(f"is an Inspect log with the status {found.get('status')!r}")
    told = "model or no task (eval: model, task)"
    name, task = (needed(told, about.get(key)) for key in ("model", "task"))
    arguments = as_object(about.get("model_args"), "model_args")
    place = text(arguments.get("model_path")) or name.partition("/")[2] or name
    counts = map(positive, map(results.get, ("completed_samples", "total_samples")))
    date, n = seconds(about.get("created")), next(filter(None, counts), None)
    own = known(date=date, n_eval=n)
    shots = as_object(about.get("task_args"), "task_args").get("fewshot")
    own |= with_shots(Score(model=place, task=task.rsplit("/")[-1]), number(shots))
    scores = results.get("scores")
    for given in scores if isinstance(scores, list) else []:
        one = as_object(given, "scores")
        metrics = as_object(one.get("metrics"), "metrics")
        values = {k: v.get("value") for k, v in metrics.items() if holds(v)}
        of = f" ({text(one.get('name'))})" if len(scores) > 1 else ""
        error = known(stderr=number(values.get("stderr")))
        for score in _numbers(values):
            if score["metric"] not in ("std", "var"):
                yield own | score | Score(metric=score["metric"] + of) | error


def _sniff_evalplus(source: Source) -> bool:
    """Say whether a JSON file holds EvalPlus's results, of a model or of many."""
    found = source.json
    return holds(found, eval=dict, hash=str) or (
        holds(found) and listed([*found.values()], **{"pass@1": dict})
    )


def _read_evalplus(source: Source) -> Iterator[Score]:
    """Yield pass@1 of HumanEval and MBPP, base and plus."""
    found, always = source.json, Score(open_ended=True, metric="pass@1")
    if "eval" not in found:
        for name, one in found.items():
            about = always | known(model=name, params=amount(f"{one.get('size')}b"))
            for score in _numbers(one["pass@1"]):
                yield about | Score(task=score["metric"], value=score["value"])
        return
    place = source.path.stem.removesuffix("eval_results").strip("_-.")
    place = place or source.path.absolute().parent.name
    backend = r"(_(vllm|hf|openai|google|anthropic|bedrock))?_temp_[\d.]+$"
    name = re.sub(backend, "", place).replace("--", "/")
    right: dict[str, list[float]] = defaultdict(list)
    for problem, tries in found["eval"].items():
        # The first form holds tries of all kinds by name.
        tries = [t for t in tries if holds(t)] if isinstance(tries, list) else []
        task = (text(problem.split("/")[0]) or "problems").lower()
        for status, label in (("base_status", task), ("plus_status", f"{task}+")):
            told = [t for t in tries if t.get(status) is not None]
            passed = [t[status] == "pass" == t.get("base_status") for t in told]
            if told:  # who passes more tests passes the base ones, too
                right[label].append(sum(passed) / len(passed))
    about = always | Score(model=name) | known(date=seconds(found.get("date")))
    for task, shares in right.items():
        mean = sum(shares) / len(shares)
        yield about | Score(task=task, value=mean, n_eval=float(len(shares)))


def _read_bigbench(source: Source) -> Iterator[Score]:
    """Yield the preferred scores of a file of BIG-bench."""
    model = source.json["model"]
    name = needed("model (model: model_name)", model.get("model_name"))
    family = text(model.get("model_family"))
    params = map(positive, map(model.get, ("non_embedding_params", "total_params")))
    about = known(family=family, params=next(filter(None, params), None))
    about |= Score(model=f"{family} {name}" if family else name, higher_is_better=True)
    task, folder = inner(source.json, "task"), source.path.parent
    # As in arithmetic/results/scores_...json.
    place = folder.parent.name if folder.name == "results" else None
    told = "task (task: task_name, or a folder TASK/results/)"
    task = needed(told, task.get("task_name"), task.get("name"), place)
    for index, given in enumerate(source.json["scores"]):
        score = as_object(given, f"scores[{index}]")
        part = text(score.get("subtask_description"))
        own = about | Score(task=task if part in (None, task) else f"{task}: {part}")
        own = with_shots(own, number(score.get("number_of_shots")))
        preferred = text(score.get("preferred_score"))
        low = number(score.get("low_score")) if preferred else None  # of guessing
        for one in _numbers(score.get("score_dict"), "score_dict"):
            if preferred in (None, one["metric"]):
                yield own | one | known(chance=low)


JSON = (".json",)
READERS = (
    Reader("lighteval", JSON,
           lambda s: holds(s.json, config_general=dict, results=dict), _read_lighteval),
    Reader("Open LLM Leaderboard", JSON,
           lambda s: listed(s.json, model=dict, evaluations=dict), _read_service),
    Reader("OLMES", JSON,
           lambda s: holds(s.json, metrics=dict, task_config=dict)
           or (holds(s.json) and listed(s.json.get("tasks"), metrics=dict)),
           _read_olmes),
    Reader("open_lm", JSON, lambda s: holds(s.json, eval_metrics=dict), _read_open_lm),
    Reader("HELM", JSON,
           lambda s: s.path.name == "stats.json" and listed(s.json, name=dict),
           _read_helm),
    Reader("Inspect", (".json", ".eval"),
           lambda s: s.path.suffix.lower() == ".eval"
           or (holds(s.json, eval=dict, status=str) and "task" in s.json["eval"]),
           _read_inspect),
    Reader("EvalPlus", JSON, _sniff_evalplus, _read_evalplus),
    Reader("bigcode-evaluation-harness", JSON,
           lambda s: holds(s.json, config=dict)
           and {"model", "tasks"} <= set(s.json["config"]), _read_bigcode),
    Reader("BIG-bench", JSON, lambda s: holds(s.json, model=dict, scores=list),
           _read_bigbench),
)  # fmt: skip
