"""How far open models differ at equal compute: the field's curve and what it leaves."""

import numpy as np
import pandas as pd
from scipy.optimize import curve_fit
from scipy.special import expit

from emergestudy.chapters.open_models.open_points import FEWEST_SIZES
from emergestudy.errors import UsageError


def near(points: pd.DataFrame, scale: float, factor: float) -> pd.DataFrame:
    """Take the models within a factor of one scale, and compare best and worst.

    Parameters
    ----------
    points : pandas.DataFrame
        From `open_points`.
    scale : float
        Where to look, in the unit of ``scale``.
    factor : float
        A model counts if it lies between ``scale / factor`` and ``scale * factor``.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, ``models``, ``families``, ``worst`` and ``best``
        (models, without their makers), ``worst_score`` and ``best_score`` (percent),
        ``gap`` and ``sd`` over the models (points).

    Raises
    ------
    UsageError
        If fewer than two models are there on every task.
    """
    there = points[points["scale"].between(scale / factor, scale * factor)]
    rows = [
        _ends(task, group)
        for task, group in there.groupby("task", sort=False)
        if len(group) > 1
    ]
    if not rows:
        low, high = points["scale"].min(), points["scale"].max()
        raise UsageError(
            f"fewer than two models within a factor {factor:g} of {scale:.3g}; "
            f"they go from {low:.2g} to {high:.2g}"
        )
    return pd.DataFrame(rows)


def _ends(task: str, group: pd.DataFrame) -> dict[str, object]:
    worst = group.loc[group["score"].idxmin()]
    best = group.loc[group["score"].idxmax()]
    return {
        "task": task,
        "models": len(group),
        "families": group["family"].nunique(),
        "worst": worst["model"].split("/")[-1],
        "worst_score": worst["score"],
        "best": best["model"].split("/")[-1],
        "best_score": best["score"],
        "gap": best["score"] - worst["score"],
        "sd": group["score"].std(),
    }


def residual_spread(points: pd.DataFrame) -> pd.DataFrame:
    """Lay one logistic curve through all models of a task; measure what it leaves.

    Least squares of ``chance + height * expit((log10 scale - middle) / width)``, on all
    models. Then the residuals of families with three sizes or more are split into the
    spread of family means (less what the spread within would give them by chance) and
    the spread within families.

    Parameters
    ----------
    points : pandas.DataFrame
        From `open_points`; tasks without a chance level are left out.

    Returns
    -------
    pandas.DataFrame
        One row a task, points of percent: ``models``, ``sd`` (of all scores),
        ``residual_sd`` (over the fit's degrees of freedom), ``explained`` (share of the
        variance), ``between`` and ``within`` (families, standard deviations) and
        ``sampling_sd`` (what a finite test set gives; NaN where n is unknown).
    """
    rows = []
    for task, group in points.groupby("task", sort=False):
        if group["chance"].isna().any() or len(group) < 8:
            continue
        left = group["score"] - field_curve(group)
        between, within = _by_family(left, group)
        share = group["score"].to_numpy() / 100
        noise = 100 * np.sqrt(np.mean(share * (1 - share) / group["n_eval"]))
        residual = np.sqrt((left**2).sum() / (len(left) - 3))
        row = {"task": task, "models": len(group), "sd": group["score"].std()}
        row |= {"residual_sd": residual, "explained": 1 - left.var() / row["sd"] ** 2}
        row |= {"between": between, "within": within, "sampling_sd": noise}
        rows.append(row)
    return pd.DataFrame(rows)


def field_curve(group: pd.DataFrame) -> np.ndarray:
    """Return the score (percent) that the field's curve gives each model of a task."""
    chance = group["chance"].iloc[0]
    x = np.log10(group["scale"].to_numpy(float))
    y = group["score"].to_numpy(float) - chance

    def curve(x: np.ndarray, height: float, middle: float, width: float) -> np.ndarray:
        return height * expit((x - middle) / width)

    start = [max(y.max(), 1.0), x.mean(), 0.5]
    bounds = ([0, x.min() - 1, 0.02], [100 - chance, x.max() + 1, 5])
    best, _ = curve_fit(curve, x, y, p0=np.clip(start, *bounds), bounds=bounds)
    return chance + curve(x, *best)


def _by_family(left: pd.Series, group: pd.DataFrame) -> tuple[float, float]:
    """Split residuals into the sd between and within families (one-way ANOVA)."""
    table = pd.DataFrame({"left": left, "family": group["family"]})
    table = table[group["sizes"] >= FEWEST_SIZES]
    means = table.groupby("family")["left"].agg(["mean", "size"])
    count, total = len(means), means["size"].sum()
    if count < 2:
        return np.nan, np.nan
    spread = table["left"] - table["family"].map(means["mean"])
    inside = (spread**2).sum() / (total - count)
    over = (means["size"] * (means["mean"] - table["left"].mean()) ** 2).sum()
    size = (total - (means["size"] ** 2).sum() / total) / (count - 1)
    between = max(0.0, (over / (count - 1) - inside) / size)
    return float(np.sqrt(between)), float(np.sqrt(inside))
