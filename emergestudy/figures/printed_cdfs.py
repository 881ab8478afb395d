"""Distributions known at a few percentiles: the chance that an elbow was passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_LOOKS = (("-", "o"), ("--", "s"))


@dataclass(frozen=True)
class Forecast:
    """One forecast of an elbow.

    Attributes
    ----------
    name : str
        Text of the legend.
    curves : mapping of str to pandas.DataFrame
        By method, at most two; columns ``loss`` and ``chance`` (0 to 1).
    predicted, truth : float or None
        Most likely and true elbow, in nats per token.
    """

    name: str
    curves: Mapping[str, pd.DataFrame]
    predicted: float
    truth: float | None = None


def printed_cdfs(
    forecasts: Sequence[Forecast],
    *,
    x_label: str,
    reference: tuple[str, float] | None = None,
) -> Figure:
    """Draw the chance that an ability has emerged once the loss has fallen so far.

    Parameters
    ----------
    forecasts : sequence of Forecast
        One color each.
    x_label : str
        Which loss, with its unit; the axis is reversed, so that training runs to the
        right.
    reference : (str, float), optional
        Name and loss of a model, drawn as a dotted line.

    Returns
    -------
    matplotlib.figure.Figure
        Markers at the percentiles that are printed, a diamond at the most likely
        elbow (MLE), a star and a vertical line at the true one.
    """
    figure, axis = plt.subplots(figsize=(5.4, 4.2), layout="constrained", dpi=130)
    for forecast, color in zip(
        forecasts, sns.color_palette("colorblind"), strict=False
    ):
        _draw(axis, forecast, color)
    if reference is not None:
        name, loss = reference
        axis.axvline(loss, color="0.35", ls=":", lw=1.6, label=name)
    axis.invert_xaxis()
    axis.set(xlabel=x_label, ylabel="P(emerged by then)", ylim=(-0.04, 1.1))
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)
    figure.legend(loc="outside upper center", ncols=2, fontsize=9)
    return figure


def _draw(axis: Axes, forecast: Forecast, color: tuple) -> None:
    for (method, curve), (line, marker) in zip(
        forecast.curves.items(), _LOOKS, strict=False
    ):
        look = {"color": color, "ls": line, "marker": marker, "ms": 5}
        label = f"{forecast.name}, {method}"
        axis.plot(curve["loss"], curve["chance"], label=label, **look)
    look = {"color": color, "ls": "none", "mec": "0.15", "mew": 0.8}
    best = f"{forecast.name}, MLE"
    axis.plot([forecast.predicted], [1.05], "D", ms=8, label=best, **look)
    if forecast.truth is not None:
        axis.axvline(forecast.truth, color=color, lw=1, alpha=0.6)
        truth = f"{forecast.name}, truth"
        axis.plot([forecast.truth], [1.05], "*", ms=14, label=truth, **look)
