"""Errors for people: what is wrong, where, and the cure."""

from collections.abc import Iterable
from difflib import get_close_matches


class StudyError(Exception):
    """Base of every error that this study raises on purpose.

    The command line prints its text in place of a traceback and ends with
    `exit_code`.
    """

    exit_code = 1


class UsageError(StudyError):
    """A request that cannot be met as it was written."""

    exit_code = 2


class DataTableError(StudyError, ValueError):
    """A table of ``data/`` that is missing, altered or malformed."""


class EmergenceDataError(StudyError, ValueError):
    """Scores from which no emergence point can be estimated."""

    exit_code = 2


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is not known, with the nearest one that there is.

    ``kind`` is what it stands for, ``known`` the names there are: a line of an error.
    """
    known = list(known)
    near = get_close_matches(str(name), known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "there are: "
    return f"no {kind} named {name!r}; {hint}{'' if near else some(known) or 'none'}"


def check_known(
    kind: str, name: str, known: Iterable[str], error: type[StudyError] = UsageError
) -> None:
    """Refuse a name that is not among those there are, as `unknown` says it."""
    if name not in list(known):
        raise error(unknown(kind, name, known))


def some(names: Iterable[str], most: int = 10) -> str:
    """List the first names, and say how many more there are."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
