"""Read numbers that a user gave, or say what is wrong with them."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError


def show(values: np.ndarray, most: int = 5) -> str:
    """The first few distinct values, for a message."""
    found = [
        f"{float(v):g}" for v in dict.fromkeys(np.asarray(values).ravel().tolist())
    ]
    return ", ".join(found[:most]) + (", ..." if len(found) > most else "")


def numbers(name: str, values: ArrayLike) -> np.ndarray:
    """Read finite numbers; `name` is what the message calls them."""
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        culprit = _first_text(values)
        raise EmergenceDataError(f"{name} has to be numbers, not {culprit}.") from None
    if not np.isfinite(array).all():
        bad = np.flatnonzero(~np.isfinite(array.ravel()))
        raise EmergenceDataError(
            f"{name} is {array}; it has to be a finite number."
            if array.ndim == 0
            else f"{name} has {bad.size} value(s) that are not finite, first at "
            f"position {bad[0]} ({array.ravel()[bad[0]]}); leave those points out."
        )
    return array


def _first_text(values: ArrayLike) -> str:
    """Name the first value that is no number, and where it is."""
    if np.ndim(values) == 1:
        column = pd.Series(np.asarray(values, dtype=object))
        bad = pd.to_numeric(column, errors="coerce").isna() & column.notna()
        if bad.any():
            at = int(bad.to_numpy().argmax())
            return f"{column.iloc[at]!r} (position {at})"
    return f"{values!r:.60}"


def check_same_rows(**given: object) -> None:
    """Refuse pandas Series whose indexes differ: they are paired by position.

    Two columns of one frame always pass; a column that was sorted or sampled by
    itself does not.
    """
    series = {k: v for k, v in given.items() if isinstance(v, pd.Series)}
    for name, values in series.items():
        first = next(iter(series))
        if len(values) == len(series[first]) and not values.index.equals(
            series[first].index
        ):
            raise EmergenceDataError(
                f"{first} and {name} are Series with different indexes; they are "
                "paired by position, so sort them alike or pass .to_numpy()."
            )
