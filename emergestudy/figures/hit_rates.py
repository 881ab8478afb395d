"""How often rivals hit, and how often their intervals cover, by distance."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from emergestudy.figures.series import ordered_styles

_FEW = 10  # fewer splits than this are drawn hollow
_PANELS = {"hit_rate": "Hits (% of splits)", "coverage": "90 % interval covers (%)"}


def hit_rates(board: pd.DataFrame, *, nominal: float = 90.0) -> Figure:
    """Draw hit rate and coverage, one row a rival, one mark a distance.

    Parameters
    ----------
    board : pandas.DataFrame
        ``rival``, ``bin`` (distance, nearest first), ``splits`` (count), and in
        percent ``hit_rate`` and ``coverage``.
    nominal : float
        Coverage that the intervals promise, in percent: a dashed line.

    Returns
    -------
    matplotlib.figure.Figure
        Darker marks are further ahead; hollow ones rest on fewer than 10 splits.
    """
    rivals, bins = (list(dict.fromkeys(board[name])) for name in ("rival", "bin"))
    looks = ordered_styles(bins)
    figure, axes = plt.subplots(
        1, 2, figsize=(7.6, 1.5 + 0.45 * len(rivals)), sharey=True, dpi=130
    )
    figure.set_layout_engine("constrained")
    for axis, (column, label) in zip(axes, _PANELS.items(), strict=True):
        for place, name in enumerate(bins):
            style = {"color": looks[name].color, "marker": looks[name].marker}
            axis.plot([], [], ls="", ms=7, label=name, **style)
            shift = 0.22 * (place - (len(bins) - 1) / 2)
            for row in board[board["bin"] == name].itertuples():
                face = "white" if row.splits < _FEW else style["color"]
                at = rivals.index(row.rival) + shift
                axis.plot([getattr(row, column)], [at], ms=7, mfc=face, **style)
        axis.set(xlabel=label, xlim=(-4, 104))
        axis.grid(alpha=0.25)
        sns.despine(ax=axis)
    axes[1].axvline(nominal, color="0.35", ls="--", lw=1.2)
    axes[0].set_yticks(range(len(rivals)), rivals)
    axes[0].set_ylim(len(rivals) - 0.5, -0.5)
    handles, labels = axes[0].get_legend_handles_labels()
    title = "last visible model before the elbow, in tolerances"
    figure.legend(
        handles, labels, title=title, loc="outside upper center", ncols=len(bins)
    )
    return figure
