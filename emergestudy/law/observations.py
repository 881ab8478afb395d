"""Read the table that a law is fitted to, or say what is wrong with it."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import numbers, show
from emergestudy.law.axis import turned

LEAST_AMOUNTS = 3


@dataclass(frozen=True)
class Observations:
    """Checkpoints with their finetuned (and few-shot) scores, one row each.

    Attributes
    ----------
    u : numpy.ndarray
        Scale, turned so that it grows with ability.
    y : numpy.ndarray
        Scores.
    group : numpy.ndarray
        Index of the amount in `amounts`; few-shot rows come last of all.
    amounts : numpy.ndarray
        Amounts of finetuning data in increasing order.
    few_shot : numpy.ndarray
        Whether a row is few-shot.
    n : numpy.ndarray or None
        Test items behind each score.
    weight : numpy.ndarray
        Inverse variance of each row, up to a factor if the spread is unknown.
    x : str
        ``"loss"`` or ``"compute"``.
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

    def weighted(self, weight: np.ndarray) -> "Observations":
        """Return the same rows with other weights."""
        return replace(self, weight=weight)


def read_observations(
    frame: pd.DataFrame,
    *,
    loss: str,
    score: str,
    examples: str,
    few_shot: str | None,
    n: str | int | None,
    ceiling: float | None,
    x: str,
) -> Observations:
    """Read and check the columns that `fit_emergence_law` names."""
    names = {"loss": loss, "score": score, "examples": examples, "few_shot": few_shot}
    names |= {"n": n} if isinstance(n, str) else {}
    names = {k: v for k, v in names.items() if v is not None}
    frame = _columns(frame, names)
    if ceiling is not None:
        frame = frame[numbers(score, frame[score]) <= ceiling]
    if frame.empty:
        raise EmergenceDataError(f"no rows are left (ceiling {ceiling}).")
    shots = _few_shot_mask(frame, few_shot)
    u = turned(numbers(loss, frame[loss]), x)
    _check_scale(u, loss, x)
    y = numbers(score, frame[score])
    if np.ptp(y) == 0:
        raise EmergenceDataError(f"all scores are {y[0]:g}, so nothing rises.")
    amounts, group = _amounts(frame[examples], shots, examples)
    _check_repeats(u, y, group, shots)
    items = None
    if n is not None:
        items = numbers("n", frame[n] if isinstance(n, str) else np.full(len(y), n))
    return Observations(u, y, group, amounts, shots, items, x, np.ones(len(y)))


def _columns(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the columns in use without identical rows, or say which is missing."""
    if not isinstance(frame, pd.DataFrame):
        raise EmergenceDataError(
            f"the table is a {type(frame).__name__}; pass a DataFrame, for instance "
            "pandas.read_csv(path)."
        )
    for option, name in names.items():
        if name not in frame.columns:
            raise EmergenceDataError(
                f"no column {name!r}; the table has {', '.join(map(str, frame))}. "
                f"Say which one it is: {option}=..."
            )
    return frame[list(dict.fromkeys(names.values()))].drop_duplicates()


def _few_shot_mask(frame: pd.DataFrame, few_shot: str | None) -> np.ndarray:
    if few_shot is None:
        return np.zeros(len(frame), dtype=bool)
    values = frame[few_shot]
    if not pd.api.types.is_bool_dtype(values):
        found = ", ".join(map(repr, list(values.unique())[:4]))
        raise EmergenceDataError(
            f"column {few_shot!r} holds {found}; few_shot needs true and false. Make "
            f"it so: frame[{few_shot!r}] = frame[{few_shot!r}] == {values.iloc[0]!r}"
        )
    if not values.any():
        raise EmergenceDataError(
            f"no row of column {few_shot!r} is true; leave few_shot out, or mark the "
            "rows without finetuning."
        )
    return values.to_numpy(dtype=bool)


def _check_scale(u: np.ndarray, name: str, x: str) -> None:
    if len(u) and np.ptp(u) == 0:
        raise EmergenceDataError(
            f"all rows have the same {name}; a law needs checkpoints of different "
            "strength."
        )
    if x == "compute" and len(u) and np.max(u) > 100:
        raise EmergenceDataError(
            f"{name} goes up to {np.max(u):g}; with x='compute' it has to be "
            f"log10(training FLOPs). Pass numpy.log10(frame[{name!r}])."
        )


def _amounts(
    examples: pd.Series, shots: np.ndarray, name: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct amounts and each row's index among them."""
    values = numbers(name, examples[~shots])
    if (values < 1).any():
        raise EmergenceDataError(
            f"{name} has {show(values[values < 1])}: an amount of finetuning data is "
            "at least 1. Mark rows without finetuning in a few_shot column, or drop "
            "them."
        )
    amounts, index = np.unique(values, return_inverse=True)
    if len(amounts) < LEAST_AMOUNTS:
        raise EmergenceDataError(
            f"{len(amounts)} amount(s) of finetuning data ({show(amounts)}): three "
            f"parameters of the law need at least {LEAST_AMOUNTS}. Finetune on more."
        )
    group = np.full(len(shots), len(amounts))
    group[~shots] = index
    return amounts, group


def _check_repeats(
    u: np.ndarray, y: np.ndarray, group: np.ndarray, shots: np.ndarray
) -> None:
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
