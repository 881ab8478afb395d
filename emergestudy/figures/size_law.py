"""Loss over parameters: the laws that pass through a few rounded numbers."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure


def size_law(band: pd.DataFrame, pairs: pd.DataFrame) -> Figure:
    """Draw the range of all laws, one law in its middle, and the numbers.

    Parameters
    ----------
    band : pandas.DataFrame
        ``params``, ``low``, ``high`` (loss, NaN where no law passes through all
        numbers) and ``middle``.
    pairs : pandas.DataFrame
        ``pair``, ``params`` and ``loss``, each of the two with ``_low`` and ``_high``.

    Returns
    -------
    matplotlib.figure.Figure
        Both ends of every rounding are drawn as bars.
    """
    figure, axis = plt.subplots(figsize=(5.4, 4.0), layout="constrained", dpi=130)
    blue, orange = sns.color_palette("colorblind")[:2]
    params = band["params"] / 1e9
    look = {"color": blue, "alpha": 0.3, "lw": 0, "label": "all laws that fit"}
    axis.fill_between(params, band["low"], band["high"], **look)
    axis.plot(params, band["middle"], color=blue, lw=1.4, label="least squares")
    x, y = pairs["params"] / 1e9, pairs["loss"]
    x_error = [x - pairs["params_low"] / 1e9, pairs["params_high"] / 1e9 - x]
    y_error = [y - pairs["loss_low"], pairs["loss_high"] - y]
    bars = {"fmt": "o", "ms": 5, "color": orange, "ecolor": "0.2", "capsize": 3}
    axis.errorbar(x, y, y_error, x_error, label="from printed numbers", **bars)
    for pair in pairs.itertuples():
        at = (pair.params / 1e9, pair.loss)
        axis.annotate(pair.pair, at, (8, 8), textcoords="offset points", fontsize=9)
    axis.set_xscale("log")
    axis.set_xticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1000"])
    axis.set_xticks([], minor=True)
    axis.set(xlabel="Parameters (billions)", ylabel="Training loss (nats per token)")
    axis.grid(alpha=0.25)
    axis.legend(loc="lower left", fontsize=9)
    sns.despine(ax=axis)
    return figure
