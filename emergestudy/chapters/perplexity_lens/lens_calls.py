"""Where MMLU leaves chance on each axis: compute, size, perplexity."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.emergence_calls import call_curves

AXES = ("train_flops", "params", "perplexity")
FALLING = ("perplexity", "loss")  # less is better


def call_on_axis(
    points: pd.DataFrame, axis: str, *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Call each family's curve with `emergence_point` on one axis.

    Perplexity falls as models get better, so the estimator is given its inverse; what
    it finds is turned back.

    Parameters
    ----------
    points : pandas.DataFrame
        Columns ``family``, ``score`` and ``chance`` (percent), ``n_eval``, and `axis`.
    axis : str
        A column of `points`.
    level, tolerance : float
        As in `emergestudy.chapters.emergence_calls.call_curves`.

    Returns
    -------
    pandas.DataFrame
        One row a family: ``axis``, ``family``, ``verdict``, ``point``, ``low`` and
        ``high`` in the unit of the axis (NaN unless emergent), ``probability``.
    """
    falls = axis in FALLING
    scale = 1 / points[axis] if falls else points[axis]
    curves = points.assign(scale=scale, curve=points["family"], metric="accuracy")
    calls = call_curves(curves, level=level, tolerance=tolerance)
    calls = calls.rename(columns={"curve": "family"}).assign(axis=axis)
    if falls:
        calls[["point", "low", "high"]] = 1 / calls[["point", "high", "low"]].to_numpy()
    ends = ["point", "low", "high"]
    calls[ends] = calls[ends].where(calls["verdict"] == "emergent")
    return calls[["axis", "family", "verdict", *ends, "probability"]]


def call_axes(
    points: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Call each family on all `AXES`, one row an axis and family."""
    settings = {"level": level, "tolerance": tolerance}
    return pd.concat(
        [call_on_axis(points, axis, **settings) for axis in AXES], ignore_index=True
    )


def gap_between_families(
    points: pd.DataFrame, calls: pd.DataFrame, axes: Sequence[str] = AXES
) -> pd.DataFrame:
    """Say how far apart the families leave chance on each axis.

    Parameters
    ----------
    points : pandas.DataFrame
        From `lens_points`: the range of each axis.
    calls : pandas.DataFrame
        From `call_axes`, for two families.
    axes : sequence of str
        Axes to compare.

    Returns
    -------
    pandas.DataFrame
        One row an axis: ``axis``, ``ratio`` of the larger emergence point to the
        smaller, ``share`` of the axis's log range that lies between them, and
        ``intervals`` (``"overlap"`` or ``"apart"``). NaN and ``"none"`` unless both
        families are emergent.
    """
    rows = []
    for axis in axes:
        found = calls[(calls["axis"] == axis) & (calls["verdict"] == "emergent")]
        row = {"axis": axis, "ratio": np.nan, "share": np.nan, "intervals": "none"}
        if len(found) == 2:
            row["ratio"] = found["point"].max() / found["point"].min()
            span = points[axis].max() / points[axis].min()
            row["share"] = np.log(row["ratio"]) / np.log(span)
            meet = found["low"].max() <= found["high"].min()
            row["intervals"] = "overlap" if meet else "apart"
        rows.append(row)
    return pd.DataFrame(rows)


def calls_in_words(calls: pd.DataFrame, axis: str) -> str:
    """Put the calls on one axis in words, for instance "PaLM emergent at 9.1"."""
    return ", ".join(
        f"{row.family} {row.verdict}"
        + (f" at {row.point:.3g}" if row.verdict == "emergent" else "")
        for row in calls[calls["axis"] == axis].itertuples()
    )
