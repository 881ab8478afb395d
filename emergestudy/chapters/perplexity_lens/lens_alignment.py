"""Which axis brings two families together, as numbers from eight models."""

import numpy as np
import pandas as pd
from scipy import stats

from emergestudy.chapters.perplexity_lens.lens_calls import AXES, FALLING
from emergestudy.chapters.perplexity_lens.lens_points import TASKS, lens_points


def predict_other_family(points: pd.DataFrame, axis: str) -> pd.DataFrame:
    """Predict each family's scores from the other family's curve.

    The curve of a family is the broken line through its points in the log of the
    axis; beyond its ends it stays at its last score.

    Parameters
    ----------
    points : pandas.DataFrame
        From `lens_points`.
    axis : str
        Column of the axis.

    Returns
    -------
    pandas.DataFrame
        One row a model: ``axis``, ``family``, ``model``, ``score``, ``predicted``,
        ``error`` (predicted less score; percent) and ``inside`` (whether the model
        lies within the other family's range).
    """
    rows = []
    for family, target in points.groupby("family", sort=False):
        curve = points[points["family"] != family].sort_values(axis)
        x, at = np.log(curve[axis]), np.log(target[axis])
        predicted = np.interp(at, x, curve["score"])
        inside = at.between(x.min(), x.max())
        part = target[["family", "model", "score"]]
        part = part.assign(axis=axis, predicted=predicted, inside=inside)
        rows.append(part.assign(error=predicted - part["score"]))
    columns = ["axis", "family", "model", "score", "predicted", "error", "inside"]
    return pd.concat(rows, ignore_index=True)[columns]


def alignment(points: pd.DataFrame) -> pd.DataFrame:
    """Sum up, axis by axis, how well the two families fall on one curve.

    Parameters
    ----------
    points : pandas.DataFrame
        From `lens_points`.

    Returns
    -------
    pandas.DataFrame
        One row an axis: ``rmse`` and ``largest`` error of `predict_other_family`
        (points of score), ``rmse_below`` over the three smaller models of each family,
        ``same_order`` (share of the Gopher-Chinchilla pairs in which the model that is
        ahead on the axis scores higher) and ``kendall`` (tau-b over all models).
    """
    rows = []
    for axis in AXES:
        errors = predict_other_family(points, axis)
        rank = points.groupby("family")["params"].rank()
        small = (rank < rank.max()).to_numpy()
        ahead = -points[axis] if axis in FALLING else points[axis]
        rows.append(
            {
                "axis": axis,
                "rmse": _rms(errors["error"]),
                "rmse_below": _rms(errors["error"][small]),
                "largest": errors["error"].abs().max(),
                "same_order": _same_order(points, ahead),
                "kendall": stats.kendalltau(ahead, points["score"]).statistic,
            }
        )
    return pd.DataFrame(rows)


def alignment_by_task(gopher_at: str = "own") -> pd.DataFrame:
    """Return the error of `alignment` for MMLU and each panel of Fig. 10.

    Parameters
    ----------
    gopher_at : str
        As in `lens_points`.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task`` as the paper titles it, and the ``rmse`` on each axis
        (points of score).
    """
    rows = []
    for task, title in TASKS.items():
        table = alignment(lens_points(task, gopher_at=gopher_at))
        rows.append({"task": title, **table.set_index("axis")["rmse"]})
    return pd.DataFrame(rows)


def correlations(points: pd.DataFrame) -> pd.DataFrame:
    """Correlate the logs of the axes, by family and over both.

    Parameters
    ----------
    points : pandas.DataFrame
        From `lens_points`.

    Returns
    -------
    pandas.DataFrame
        ``family`` (or ``"both"``), ``points``, and Pearson correlations of log
        perplexity with log FLOPs (``ppl_flops``), of log perplexity with log
        parameters (``ppl_params``) and of log FLOPs with log parameters
        (``flops_params``).
    """
    rows = []
    groups = [*points.groupby("family", sort=False), ("both", points)]
    for family, part in groups:
        r = np.corrcoef(np.log(part[["perplexity", "train_flops", "params"]].T))
        row = {"family": family, "points": len(part)}
        row |= {"ppl_flops": r[0, 1], "ppl_params": r[0, 2], "flops_params": r[1, 2]}
        rows.append(row)
    return pd.DataFrame(rows)


def _same_order(points: pd.DataFrame, ahead: pd.Series) -> float:
    first = (points["family"] == points["family"].iloc[0]).to_numpy()
    x, y = ahead.to_numpy(), points["score"].to_numpy()
    dx = x[first][:, None] - x[~first][None, :]
    dy = y[first][:, None] - y[~first][None, :]
    decided = dx != 0  # models of one size say nothing about the size axis
    return float((np.sign(dx) == np.sign(dy))[decided].mean())


def _rms(errors: pd.Series) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))
