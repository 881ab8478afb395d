"""Refuse a selection that selects nothing, and say what there is."""

from collections.abc import Iterable, Sequence

from emergestudy.errors import UsageError, unknown


def check_choice(kind: str, names: Sequence[str], known: Iterable[str]) -> None:
    """Check that something was chosen and that all of it exists.

    Parameters
    ----------
    kind : str
        What the names stand for, for the message.
    names : sequence of str
        What was chosen.
    known : iterable of str
        What there is.

    Raises
    ------
    UsageError
        If nothing was chosen, or a name does not exist.
    """
    known = list(known)
    if not len(names):
        raise UsageError(f"no {kind} chosen; there are: {', '.join(known)}")
    for name in names:
        if name not in known:
            raise UsageError(unknown(kind, name, known))
