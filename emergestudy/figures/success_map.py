"""Errors of a forecast by setting and task, with failures marked."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

# Light to dark: the text on a cell turns white past this error.
_DARK = 0.1
_ENDS = (0.003, 3.0)


def success_map(table: pd.DataFrame) -> Figure:
    """Draw one cell a setting and task: the error in nats, a cross if it fails.

    Parameters
    ----------
    table : pandas.DataFrame
        ``setting``, ``task``, ``error`` (nats) and ``success``; one row a cell.

    Returns
    -------
    matplotlib.figure.Figure
        Color tells the size of the error on a log scale; failures are bold and end
        with a cross, so that color is not needed.
    """
    tasks = list(dict.fromkeys(table["task"]))
    settings = list(dict.fromkeys(table["setting"]))
    cells = table.set_index(["setting", "task"])
    errors = cells["error"].unstack().loc[settings, tasks]
    figure, axis = plt.subplots(
        figsize=(3.4 + 1.0 * len(tasks), 1.4 + 0.27 * len(settings)), dpi=130
    )
    figure.set_layout_engine("constrained")
    norm = LogNorm(*_ENDS)
    look = {"cmap": "cividis_r", "norm": norm, "linewidths": 1.5}
    bar = {"label": "Error of the MLE (nats)", "extend": "both"}
    sns.heatmap(errors, ax=axis, cbar_kws=bar, **look)
    for (setting, task), cell in cells.iterrows():
        text = f"{cell['error']:.3f}" + ("" if cell["success"] else " ×")
        axis.text(
            tasks.index(task) + 0.5,
            settings.index(setting) + 0.5,
            text,
            ha="center",
            va="center",
            fontsize=9,
            color="white" if cell["error"] > _DARK else "black",
            weight="normal" if cell["success"] else "bold",
        )
    axis.set(xlabel="", ylabel="")
    axis.xaxis.tick_top()
    axis.tick_params(length=0)
    return figure
