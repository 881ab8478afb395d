"""P(emerged) along the scale, above the few-shot scores."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.law_fan import FEW_SHOT, SCALE_LABELS, TRUTH

LINES = ("-", "--", ":", "-.")


def forecast_cdf(
    panels: dict[str, tuple[pd.DataFrame, pd.DataFrame, float, float]], *, x: str
) -> Figure:
    """Draw one column a task.

    Parameters
    ----------
    panels : dict of str to tuple
        Title to: the table of `cdf_table` (``variant``, ``scale``, ``probability``);
        few-shot points (``scale``, ``score``, ``visible``); the true elbow; chance.
    x : {"loss", "compute"}
        What the scale is.
    """
    figure, axes = plt.subplots(
        2, len(panels), figsize=(max(5.4, 4.6 * len(panels)), 5.0), sharex="col",
        squeeze=False, dpi=130, height_ratios=(3, 2),
    )  # fmt: skip
    figure.set_layout_engine("constrained")
    for column, (title, panel) in zip(axes.T, panels.items(), strict=True):
        cdf, points, truth, chance = panel
        _curves(column[0], cdf)
        _points(column[1], points, chance)
        for axis in column:
            axis.axvline(truth, color=TRUTH, lw=1.2)
        column[0].set(title=title, ylim=(0, 1))
        column[1].set_xlabel(SCALE_LABELS[x])
        if x == "loss":
            column[1].invert_xaxis()
    axes[0, 0].set_ylabel("P(emerged by then)")
    axes[1, 0].set_ylabel("Few-shot accuracy (%)")
    axes[0, 0].legend(frameon=False)
    return figure


def _curves(axis: Axes, cdf: pd.DataFrame) -> None:
    colors = sns.color_palette("colorblind")
    for i, (name, line) in enumerate(cdf.groupby("variant", sort=False)):
        style = {"color": colors[i], "ls": LINES[i % len(LINES)]}
        axis.plot(line["scale"], line["probability"], lw=2, label=name, **style)


def _points(axis: Axes, points: pd.DataFrame, chance: float) -> None:
    for visible, rows in points.groupby("visible"):
        face = FEW_SHOT if visible else "none"
        axis.scatter(
            rows["scale"], 100 * rows["score"], marker="D", s=22, facecolors=face,
            edgecolors=FEW_SHOT, linewidths=0.9,
        )  # fmt: skip
    axis.axhline(100 * chance, color="0.6", ls=":", lw=1)
