"""The score of random guessing, task by task."""

from emergestudy.dataset import load
from emergestudy.errors import EmergenceDataError, unknown


def chance_level(task: str) -> float:
    """Return the chance level of a task that the study knows.

    Parameters
    ----------
    task : str
        Key of the ``tasks`` table, for instance ``"mmlu"``.

    Returns
    -------
    float
        Share of right answers by guessing, from 0 to 1. Its source is in the
        column ``chance_from`` of the ``tasks`` table.

    Raises
    ------
    EmergenceDataError
        If the task is unknown, or its chance level is.
    """
    known = load("tasks").set_index("task")["chance"]
    if task not in known.index:
        raise EmergenceDataError(unknown("task", task, known.index))
    if not known[task] >= 0:
        raise EmergenceDataError(
            f"the chance level of {task!r} is not known; give it as a number"
        )
    return float(known[task] / 100)
