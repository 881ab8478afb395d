"""Exponent against forecast: what the posterior cannot tell apart."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from emergestudy.figures.law_fan import SCALE_LABELS, TRUTH


def ridge_map(
    draws: pd.DataFrame, profile: pd.DataFrame, *, x: str, truth: tuple[float, float]
) -> Figure:
    """Draw posterior draws, and the likelihood of alpha.

    Parameters
    ----------
    draws : pandas.DataFrame
        ``alpha`` and ``elbow``.
    profile : pandas.DataFrame
        ``alpha``, ``elbow``, ``log_likelihood`` below the best.
    x : {"loss", "compute"}
        What the elbow is measured in.
    truth : (float, float)
        True alpha (NaN: unknown) and true elbow.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.0, 3.6), dpi=130)
    figure.set_layout_engine("constrained")
    orange = sns.color_palette("colorblind")[1]
    sns.kdeplot(
        data=draws, x="alpha", y="elbow", fill=True, levels=9, cmap="Blues", ax=left
    )
    left.plot(profile["alpha"], profile["elbow"], color=orange, lw=2)
    left.axhline(truth[1], color=TRUTH, lw=1)
    left.plot(*truth, "*", color=TRUTH, ms=13)
    low, high = draws["elbow"].quantile([0.001, 0.999])
    low, high = min(low, truth[1]), max(high, truth[1])
    left.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    left.set_xlim(0, draws["alpha"].quantile(0.999))
    left.set(xlabel="Exponent alpha", ylabel=f"Forecast, {SCALE_LABELS[x].lower()}")
    right.plot(profile["alpha"], profile["log_likelihood"], color=orange, lw=2)
    right.axhline(-1.92, color="0.5", ls=":", lw=1.2)
    right.set(xlabel="Exponent alpha", ylabel="Log likelihood below the best")
    right.set_ylim(-6, 0.3)
    return figure
