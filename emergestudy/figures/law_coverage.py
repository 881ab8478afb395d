"""How often the law's interval holds the truth, setting by setting."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure


def law_coverage(table: pd.DataFrame, *, level: float = 0.90) -> Figure:
    """Draw coverage and median error of simulated studies by noise and design.

    Parameters
    ----------
    table : pandas.DataFrame
        As `emergestudy.law.simulation.calibrate_law`: the grid of settings.
    level : float
        Probability that the intervals claim.
    """
    figure, axes = plt.subplots(1, 2, figsize=(9.0, 3.5), dpi=130)
    figure.set_layout_engine("constrained")
    colors = sns.color_palette("viridis_r", 4)[1:]
    for amounts, marker, line in ((4, "o", "--"), (6, "s", "-")):
        for color, (checkpoints, rows) in zip(
            colors, table.groupby("checkpoints"), strict=False
        ):
            part = rows[rows["amounts"] == amounts].sort_values("noise")
            look = {"color": color, "marker": marker, "ls": line, "ms": 6}
            label = f"{checkpoints} checkpoints, {amounts} amounts"
            axes[0].errorbar(
                100 * part["noise"], 100 * part["coverage"],
                100 * part["coverage_se"], capsize=2, label=label, **look,
            )  # fmt: skip
            axes[1].plot(100 * part["noise"], part["median_error"], **look)
    axes[0].axhline(100 * level, color="0.4", ls=":")
    axes[0].set_ylabel("Intervals that hold the truth (%)")
    axes[1].set_ylabel("Median error (nats)")
    for axis in axes:
        axis.set_xlabel("Noise of a score (points)")
        axis.set_xticks(100 * table["noise"].unique())
        axis.grid(axis="y", color="0.92")
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return figure
