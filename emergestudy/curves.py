"""Points and calls: scores of any table as tidy curves, and what each curve does.

`points` gives one row a score. `call_curves` asks the estimator of every curve,
`crossings` of every pair of curves, `first_models` asks a reader.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy import estimators, load
from emergestudy.errors import UsageError, check_known, some
from emergestudy.estimators.outcome import FALLS

SHARES = (
    "accuracy", "acc", "acc_norm", "acc_len_norm", "exact_match", "em",
    "exact_match_flexible_extract", "exact_match_strict", "multiple_choice_grade",
    "pass_at_1", "strict_acc", "error_rate",
)  # fmt: skip
"""Metrics that are shares of right (or wrong) answers: their noise is binomial."""

NO_SHARES = ("bleu", "expected_calibration_error")
"""Metrics in percent that are none: their noise is estimated from the curve."""

FALLING = ("perplexity", "loss")
"""Scales on which less is better: drawn and fitted from right to left."""

NONE = "none"
"""What stands for "no model" where models are named."""


def points(
    table: str | pd.DataFrame, *, x: str = "train_flops", level: float = 0.90
) -> pd.DataFrame:
    """Return scores as tidy points in one unit, with chance and intervals.

    Parameters
    ----------
    table : str or pandas.DataFrame
        Name of a table of scores (see `tables`), or rows of one.
    x : str
        Column that becomes ``scale``, for instance ``"params"``.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        All columns of the table, one row a score, with ``scale``; ``score`` in
        percent where the table has fractions or percent, else in its own unit;
        ``chance`` in the unit of the score; ``low`` and ``high``, the binomial
        (Wilson) interval, NaN where the number of examples ``n_eval`` is unknown or
        the metric is no share of answers.

    Raises
    ------
    UsageError
        If the table has no scores, or no column `x`.
    """
    rows = load(table) if isinstance(table, str) else table
    name = table if isinstance(table, str) else "this table"
    if not {"value", "metric", "unit"} <= set(rows.columns):
        raise UsageError(f"{name} holds no scores; it needs value, metric and unit")
    check_known(f"column of {name}", x, rows.columns)
    rows = rows.rename(columns={"value": "score"})
    times = np.where(rows["unit"] == "fraction", 100.0, 1.0)
    empty = pd.Series(np.nan, rows.index)
    n = rows.get("n_eval", empty).astype("float64")
    chance = rows.get("chance", empty).astype("float64") * times
    score = rows["score"] * times
    share = rows["metric"].isin(SHARES) & n.notna()
    share &= rows["unit"].isin(["fraction", "percent"])
    right = (score / 100).clip(0, 1).where(share)
    low, high = estimators.binomial_interval(right, n.where(share), level)
    return rows.assign(
        unit=rows["unit"].replace("fraction", "percent"),
        scale=rows[x].astype("float64"),
        score=score,
        low=100 * low,
        high=100 * high,
        chance=chance,
        n_eval=n,
    )


def choose(rows: pd.DataFrame, **wanted: Sequence[str]) -> pd.DataFrame:
    """Keep the rows with the chosen values, in the order in which they were chosen.

    Parameters
    ----------
    rows : pandas.DataFrame
        For instance from `points`.
    **wanted : sequence of str
        Column to the values to keep, as ``family=["GPT-3", "PaLM"]``.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    UsageError
        If nothing is chosen, or a value does not occur (among the rows that the columns
        before it leave): the message says which do.
    """
    order = {}
    for column, values in wanted.items():
        check_known("column", column, rows.columns)
        known = [str(v) for v in rows[column].dropna().unique()]
        if not len(values):
            raise UsageError(f"no {column} chosen; there are: {some(known)}")
        for value in values:
            check_known(column, value, known)
        order[column] = {value: place for place, value in enumerate(values)}
        rows = rows[rows[column].isin(list(values))]
    return rows.sort_values(
        list(wanted), key=lambda c: c.map(order[c.name]), kind="stable"
    )


def call_curves(
    rows: pd.DataFrame,
    by: str | Sequence[str],
    *,
    x: str = "scale",
    level: float = 0.90,
    tolerance: float = 0.01,
    delta: float = 0.05,
    min_points: int = 3,
) -> pd.DataFrame:
    """Ask the estimator what each curve does: one row a curve.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `points`: ``score`` and ``chance`` (percent), ``n_eval`` (NaN where
        unknown: then the spread is estimated from the curve), ``metric``.
    by : str or sequence of str
        Columns that name a curve; two chance levels in one are a `UsageError`.
    x : str
        Column of the scale. On `FALLING` scales the estimator is given the inverse,
        and what it finds is turned back.
    level : float
        Level of the intervals.
    tolerance, delta : float
        Uncertainty of the chance level, and how far above it counts, as shares (0.01
        is one point).
    min_points : int
        Curves with fewer points are left out.

    Returns
    -------
    pandas.DataFrame
        The columns `by`, in order of appearance, then ``points``, ``verdict``,
        ``point``, ``low``, ``high`` (NaN unless emergent; a flat curve has the largest
        scale seen and infinity), ``width`` in decades with ``width_low`` and
        ``width_high`` (NaN unless emergent), ``likeliest`` kind, its ``probability``,
        ``scatter`` of the scores around the fit, over what n allows, and ``caution``,
        as in `EmergenceFits`.
    """
    by = [by] if isinstance(by, str) else list(by)
    groups = {}
    for place, (name, curve) in enumerate(rows.groupby(by, sort=False, observed=True)):
        if len(curve) < min_points:
            continue
        if curve["chance"].nunique() > 1:
            told = f"the curve {', '.join(map(str, name))} has several chance levels"
            raise UsageError(f"{told}; add to by what tells its tasks apart")
        share = curve["metric"].iloc[0] not in NO_SHARES
        known = share and bool(curve["n_eval"].notna().all())
        alike = groups.setdefault((len(curve), share, known), [])
        alike.append((place, name, curve))
    # Curves of one length and one kind of noise are fitted together: much faster.
    rules = {"level": level, "tolerance": 100 * tolerance, "delta": 100 * delta}
    calls = [
        _call_alike(parts, by, x, share, known, **rules)
        for (_, share, known), parts in groups.items()
    ]
    if not calls:
        return pd.DataFrame(columns=[*by, *_CALLED])
    return pd.concat(calls).sort_index().reset_index(drop=True)


_CALLED = (
    "points", "verdict", "point", "low", "high", "width", "width_low", "width_high",
    "likeliest", "probability", "scatter", "caution",
)  # fmt: skip


def _call_alike(
    parts: list[tuple], by: list[str], x: str, share: bool, known: bool, **rules: float
) -> pd.DataFrame:
    """Call curves with the same number of points and the same kind of noise."""
    places, names, curves = zip(*parts, strict=True)
    cells = np.stack([c[[x, "score", "n_eval"]].to_numpy(float) for c in curves])
    scale, falls = cells[:, :, 0], x in FALLING
    fits = estimators.emergence_points(
        1 / scale if falls else scale,
        cells[:, :, 1],
        chance=np.array([curve["chance"].iloc[0] for curve in curves], float),
        n=cells[:, :, 2] if known else None,
        unit="percent" if share else "other",
        **rules,
    )
    table = fits.to_frame().assign(
        points=len(curves[0]),
        likeliest=np.array(estimators.VERDICTS)[fits.probability.argmax(axis=1)],
        probability=fits.probability.max(axis=1),
    )
    if falls:
        table[["low", "point", "high"]] = 1 / table[["high", "point", "low"]].to_numpy()
    names = pd.DataFrame(names, columns=by)
    return names.assign(**table[list(_CALLED)]).set_axis(places)


def crossings(
    pairs: pd.DataFrame,
    by: str | Sequence[str],
    *,
    level: float = 0.90,
    unit: str = "percent",
    min_points: int = 3,
    delta: float | None = None,
) -> pd.DataFrame:
    """Ask where a technique starts to help: one row a pair of curves.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row a model: ``scale``, ``technique`` and ``baseline`` (scores), and what
        is known of their noise: ``technique_se`` and ``baseline_se``, or ``n_eval``.
        Where a column ``higher_is_better`` is False, helping means lowering.
    by : str or sequence of str
        Columns that name a pair of curves.
    level : float
        Level of the intervals.
    unit : str
        Of the scores, as in `crossover_point`.
    min_points : int
        Pairs with fewer models are left out.
    delta : float, optional
        As in `crossover_point`.

    Returns
    -------
    pandas.DataFrame
        The columns `by`, then ``models``, ``verdict``, ``point``, ``low`` and ``high``
        (NaN where the curves do not cross), ``likeliest`` and its ``probability``.
        The verdict is that of `crossover_point`, but for a difference that is above
        delta throughout and falls: ``"gain_shrinks"``, not ``"helps_throughout"``.
    """
    by = [by] if isinstance(by, str) else list(by)
    rows = []
    for name, pair in pairs.groupby(by, sort=False, observed=True):
        if len(pair) < min_points:
            continue
        pair = pair.sort_values("scale")
        rises = pair.get("higher_is_better", pd.Series([True])).all()
        fit = estimators.crossover_point(
            pair["scale"],
            pair["technique"],
            pair["baseline"],
            **_noise(pair),
            unit=unit,
            higher_is_better=bool(rises),
            level=level,
            delta=delta,
        )
        shrinks = fit.verdict == "helps_throughout" and fit.gain.falls > FALLS
        verdict = "gain_shrinks" if shrinks else fit.verdict
        crosses = verdict in ("helps_from", "hurts_then_helps")
        low, high = fit.interval if crosses else (np.nan, np.nan)
        likeliest = max(fit.gain.probability, key=fit.gain.probability.get)
        rows.append(
            dict(zip(by, name, strict=True))
            | {"models": len(pair), "verdict": verdict}
            | {"point": fit.point if crosses else np.nan, "low": low, "high": high}
            | {"likeliest": likeliest, "probability": fit.gain.probability[likeliest]}
        )
    if not rows:
        most = pairs.groupby(by).size().max() if len(pairs) else 0
        raise UsageError(
            f"no pair of curves has {min_points} models; the most is {most}"
        )
    return pd.DataFrame(rows)


def _noise(pair: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what is known of the noise of a pair; nothing unless it is all known."""
    errors = pair.reindex(columns=["technique_se", "baseline_se"])
    if errors.notna().all(axis=None):
        return dict(errors.set_axis(["stderr", "baseline_stderr"], axis=1).items())
    n = pair.get("n_eval", pd.Series([np.nan]))
    return {"n": n} if n.notna().all() else {}


def first_models(
    rows: pd.DataFrame, by: str | Sequence[str], *, margin: float = 0.0
) -> pd.DataFrame:
    """Apply a reader's rule: the first model above chance whose larger ones all are.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `points`: ``scale``, ``score``, ``chance``, ``low``, ``model``.
    by : str or sequence of str
        Columns that name a curve.
    margin : float
        How far above chance a score must be, in its unit. Where there is an interval,
        its low end must be above chance too.

    Returns
    -------
    pandas.DataFrame
        One row a curve: the columns `by`, ``points``, ``chance``, ``best`` (highest
        score), ``first_scale`` (NaN) and ``first_model`` (`NONE`) where there is none.
        Of models at one scale, all must be above.
    """
    by = [by] if isinstance(by, str) else list(by)
    found = []
    for name, curve in rows.groupby(by, sort=False, observed=True):
        above = curve["score"] > curve["chance"] + margin
        above &= curve["low"].isna() | (curve["low"] > curve["chance"])
        last_below = curve.loc[~above, "scale"].max()
        beyond = curve[above & ~(curve["scale"] <= last_below)].sort_values("scale")
        best, first = curve["score"].max(), beyond["scale"].min()
        row = [len(curve), curve["chance"].iloc[0], best, first]
        found.append([*name, *row, next(iter(beyond["model"]), NONE)])
    about = ["points", "chance", "best", "first_scale", "first_model"]
    return pd.DataFrame(found, columns=[*by, *about])
