"""Compute once what several checks need, for as long as the data stay the same."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from emergestudy import data


def once(compute: Callable[..., Any]) -> Callable[..., Any]:
    """Remember what a function of the data returned.

    Parameters
    ----------
    compute : callable
        A function of hashable arguments and of the tables. Its result must not be
        changed by those who get it.

    Returns
    -------
    callable
        The same function; it computes again when the tables have changed.
    """

    @lru_cache(maxsize=32)
    def remembered(state: object, *arguments: object) -> Any:
        return compute(*arguments)

    @wraps(compute)
    def ask(*arguments: object) -> Any:
        path = data.data_dir() / "datapackage.json"
        return remembered((path, data.file_state(path)), *arguments)

    return ask
