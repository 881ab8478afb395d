"""Score files of BIG-bench: ``model``, ``task`` and a list of ``scores``."""

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


def _sniff(source: Source) -> bool:
    """Say whether a JSON file looks like scores of BIG-bench."""
    return holds(source.json, model=dict, scores=list)


def _read(source: Source) -> Iterator[Score]:
    """Yield the preferred scores of one file.

    The file names the task, or else its place, as in
    ``arithmetic/results/scores_...json``; one without a model or a task is broken.
    """
    found = source.json
    model = as_object(found.get("model"), "model")
    name, family = text(model.get("model_name")), text(model.get("model_family"))
    if name is None:
        raise BrokenFile("names no model (model: model_name)")
    params = positive(model.get("non_embedding_params"))
    params = params or positive(model.get("total_params"))
    about = known(model=f"{family} {name}" if family else name)
    about |= known(family=family, params=params)
    task = _task(source)
    for place, score in enumerate(found["scores"]):
        yield from _scores(as_object(score, f"scores[{place}]"), about, task)


def _scores(score: dict[str, Any], about: Score, task: str) -> Iterator[Score]:
    part = text(score.get("subtask_description"))
    name = task if part in (None, task) else f"{task}: {part}"
    preferred = text(score.get("preferred_score"))
    own = about | Score(task=name, higher_is_better=True)
    own = with_shots(own, number(score.get("number_of_shots")))
    low = number(score.get("low_score")) if preferred else None  # of guessing
    for metric, value in as_object(score.get("score_dict"), "score_dict").items():
        found, label = number(value), text(metric)
        if found is not None and label and preferred in (None, label):
            yield own | Score(metric=label, value=found) | known(chance=low)


def _task(source: Source) -> str:
    task = source.json.get("task")
    task = task if isinstance(task, dict) else {}
    name = text(task.get("task_name")) or text(task.get("name"))
    folder = source.path.parent
    if name is None and folder.name == "results":
        name = text(folder.parent.name)
    if name is None:
        raise BrokenFile("names no task (task: task_name, or a folder TASK/results/)")
    return name


READER = Reader("BIG-bench", (".json",), _sniff, _read)
