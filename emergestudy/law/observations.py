"""The table that a law is fitted to: read it, or say what is wrong with it.

Inside this package a scale is turned so that ability grows with it: a loss enters as
its negative, compute (log10 FLOPs) as it is. Users give and get numbers in their own
unit; nothing but `turned` knows the sign.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import numbers, one_number, show

SIGNS = {"loss": -1.0, "compute": 1.0}
TINY = 1e-100  # a range that is as good as none


def turned(values: ArrayLike, x: str) -> np.ndarray:
    """Turn a scale so that ability grows with it; turning twice gives it back."""
    return SIGNS[one_of("x", x, SIGNS)] * np.asarray(values, dtype=float)


@dataclass(frozen=True)
class Observations:
    """Checkpoints with their finetuned (and few-shot) scores ``y``, one row each.

    ``u`` is the scale ``x``, turned; ``group`` the index of each row's amount among the
    increasing ``amounts``, one more for few-shot rows; ``n`` counts test items;
    ``weight`` is the inverse variance, up to a factor if the spread is unknown.
    """

    u: np.ndarray
    y: np.ndarray
    group: np.ndarray
    amounts: np.ndarray
    few_shot: np.ndarray
    n: np.ndarray | None
    x: str
    weight: np.ndarray = field(repr=False)

    @property
    def span(self) -> float:
        """Length of the scale that the rows cover."""
        return float(np.ptp(self.u))


def read_observations(
    frame: pd.DataFrame, loss: str, score: str, examples: str, few_shot: str | None,
    n: str | int | None, ceiling: float | None, x: str,
) -> Observations:  # fmt: skip
    """Read and check the columns that `fit_emergence_law` names."""
    names = {"loss": loss, "score": score, "examples": examples}
    names |= {"few_shot": few_shot} if few_shot is not None else {}
    names |= {"n": n} if isinstance(n, str) else {}
    frame = _columns(frame, names)
    if ceiling is not None:
        highest = one_number("ceiling", ceiling)
        frame = frame[numbers(score, frame[score]) <= highest]
    if frame.empty:
        raise EmergenceDataError(f"no rows are left (ceiling {ceiling}).")
    shots = np.zeros(len(frame), dtype=bool)
    if few_shot is not None:
        shots = _few_shot_mask(frame[few_shot])
    u = turned(numbers(loss, frame[loss]), x)
    _check_scale(u, loss, x)
    y = numbers(score, frame[score])
    if np.ptp(y) < TINY:
        raise EmergenceDataError(f"all scores are {y[0]:g}, so nothing rises.")
    amounts, group = _amounts(frame[examples], shots, examples)
    _check_repeats(u, y, group, shots)
    items = None
    if n is not None:
        column = frame[n] if isinstance(n, str) else [one_number("n", n)] * len(y)
        items = numbers("n", column)
        if items.min() < 1 or items.max() > 1e18:
            told = f"n is {show(items)}; it counts test items behind a score, 1 to 1e18"
            raise EmergenceDataError(told)
    return Observations(u, y, group, amounts, shots, items, x, np.ones(len(y)))


def _columns(frame, names):
    """Return the columns in use without identical rows, or say which is missing."""
    if not isinstance(frame, pd.DataFrame):
        raise EmergenceDataError(
            f"the table is a {type(frame).__name__}; pass a DataFrame, for instance "
            "pandas.read_csv(path)."
        )
    for option, name in names.items():
        if name not in list(frame.columns):
            raise EmergenceDataError(
                f"no column {name!r}; the table has {', '.join(map(str, frame))}. "
                f"Say which one it is: {option}=..."
            )
        if (frame.columns == name).sum() > 1:
            raise EmergenceDataError(f"the table has the column {name!r} twice.")
    used = frame[list(dict.fromkeys(names.values()))]
    for name, column in used.items():
        if not all(map(pd.api.types.is_hashable, column)):
            raise EmergenceDataError(f"column {name!r} holds lists or dicts.")
    return used.drop_duplicates()


def _few_shot_mask(values):
    name = values.name
    if not pd.api.types.is_bool_dtype(values) or values.isna().any():
        kinds = values.drop_duplicates().tolist()[:4]
        first = next((kind for kind in kinds if not pd.isna(kind)), "prompted")
        found = ", ".join(map(repr, kinds))
        raise EmergenceDataError(
            f"column {name!r} holds {found}; few_shot needs true and false. Make "
            f"it so: frame[{name!r}] = frame[{name!r}] == {first!r}"
        )
    mask = values.to_numpy(dtype=bool)
    if not mask.any():
        raise EmergenceDataError(
            f"no row of column {name!r} is true; leave few_shot out, or mark the "
            "rows without finetuning."
        )
    return mask


def _check_scale(u, name, x):
    if np.ptp(u) < TINY:
        raise EmergenceDataError(
            f"all rows have the same {name}; a law needs checkpoints of different "
            "strength."
        )
    if x == "compute" and np.max(u) > 100:
        raise EmergenceDataError(
            f"{name} goes up to {np.max(u):g}; with x='compute' it has to be "
            f"log10(training FLOPs). Pass numpy.log10(frame[{name!r}])."
        )


def _amounts(examples, shots, name):
    """Return the distinct amounts and each row's index among them."""
    values = numbers(name, examples[~shots])
    if (values < 1).any():
        raise EmergenceDataError(
            f"{name} has {show(values[values < 1])}: an amount of finetuning data is "
            "at least 1. Mark rows without finetuning in a few_shot column, or drop "
            "them."
        )
    amounts, index = np.unique(values, return_inverse=True)
    if len(amounts) < 3:
        raise EmergenceDataError(
            f"{len(amounts)} amount(s) of finetuning data ({show(amounts)}): three "
            "parameters of the law need at least 3. Finetune on more."
        )
    group = np.full(len(shots), len(amounts))
    group[~shots] = index
    return amounts, group


def _check_repeats(u, y, group, shots):
    rows = pd.DataFrame({"u": u, "group": group, "y": y})
    spread = rows.groupby(["u", "group"])["y"].nunique()
    if (spread > 1).any():
        at, amount = spread[spread > 1].index[0]
        what = "few-shot" if shots.any() and amount == group.max() else "one amount"
        raise EmergenceDataError(
            f"{(spread > 1).sum()} checkpoint(s) have several scores for {what}, first "
            f"at scale {abs(at):g}. Average repeated runs first: "
            "frame.groupby([...]).mean()."
        )


def one_of(option: str, value: str, known: Iterable[str]) -> str:
    """Return the value of an option, or say which values there are."""
    if value not in list(known):
        raise EmergenceDataError(
            f"{option} is {value!r}; it has to be one of {', '.join(known)}."
        )
    return value
