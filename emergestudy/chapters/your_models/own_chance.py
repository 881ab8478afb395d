"""Chance levels of a reader's tasks: given, or known to the study, never guessed."""

import re
from collections.abc import Iterable, Mapping, Sequence

from emergestudy.data import chance_level
from emergestudy.errors import EmergenceDataError, UsageError
from emergestudy.ingest.units import is_share

# Names that evaluation tools give to tasks of the study's table.
ALSO_CALLED = {
    r"hendryckstest-.+|mmlu_.+": "mmlu",
    r"lambada_.+": "lambada",
    r"race": "race_h",
    r"anli_r[23]": "anli_r1",
    r"wsc273": "winograd",
    r"gsm8k_.+": "gsm8k",
    r"commonsense_qa": "commonsenseqa",
}


def known_chance(task: str) -> float | None:
    """Return the chance level that the study's table of tasks gives, as a share."""
    name = task.lower()
    for pattern, other in ALSO_CALLED.items():
        if re.fullmatch(pattern, name):
            name = other
    try:
        return chance_level(name)
    except EmergenceDataError:
        return None


def chance_levels(
    pairs: Iterable[tuple[str, str]], given: Mapping[str, float]
) -> tuple[dict[tuple[str, str], float], list[str]]:
    """Find the chance level of each task and metric.

    Parameters
    ----------
    pairs : iterable of (str, str)
        Tasks and metrics.
    given : mapping of str to float
        Chance by task, as a share of right answers; it comes before the table.

    Returns
    -------
    levels : dict
        By task and metric.
    unknown : list of str
        Tasks whose chance level is not known, sorted.
    """
    levels, unknown = {}, set()
    for task, metric in pairs:
        known = given.get(task)
        if known is None and is_share(metric):
            known = known_chance(task)
        if known is None:
            unknown.add(task)
        else:
            levels[task, metric] = known
    return levels, sorted(unknown)


def contradicted(given: Mapping[str, float]) -> list[str]:
    """Name the given levels that the study's table of tasks contradicts."""
    known = {task: known_chance(task) for task in given}
    return [
        f"--chance {task}={given[task]:g} is used; the study's table says {level:g}"
        for task, level in known.items()
        if level is not None and abs(level - given[task]) > 0.005
    ]


def read_chance(texts: Sequence[str]) -> dict[str, float]:
    """Read chance levels written as ``TASK=0.25``.

    Raises
    ------
    UsageError
        If one is not written so, is not from 0 to below 1, or is given twice.
    """
    given: dict[str, float] = {}
    for text in texts:
        task, equals, number = text.rpartition("=")
        try:
            level = float(number)
        except ValueError:
            level = -1.0
        if not equals or not task or not 0 <= level < 1:
            raise UsageError(
                f"--chance {text!r} is not understood; write TASK=0.25, a share from 0 "
                "to below 1"
            )
        if task in given:
            raise UsageError(f"--chance {task} is given twice; give it once")
        given[task] = level
    return given
