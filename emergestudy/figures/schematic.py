"""Figure 1 as a schematic: what a few-shot prompt is. No data."""

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.errors import UsageError

EXEMPLARS = (
    ("Review: The plot was thin.", "Sentiment: negative"),
    ("Review: I laughed all evening.", "Sentiment: positive"),
    ("Review: A cast to remember.", "Sentiment: positive"),
    ("Review: Two hours I want back.", "Sentiment: negative"),
)
QUESTION = "Review: I would see it again.", "Sentiment:"


def prompt_schematic(shots: int = 2) -> Figure:
    """Draw a few-shot prompt and the model that continues it.

    Parameters
    ----------
    shots : int
        Solved examples before the question, 0 to 4.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    UsageError
        If there are not so many examples.
    """
    if not 0 <= shots <= len(EXEMPLARS):
        raise UsageError(f"the schematic has 0 to {len(EXEMPLARS)} examples")
    height = 0.62 * (shots + 1)
    figure, axis = plt.subplots(figsize=(6.4, height + 0.9), dpi=130)
    axis.set(xlim=(0, 10), ylim=(-0.2, shots + 1.6))
    axis.axis("off")
    colors = sns.color_palette("colorblind")
    for row, lines in enumerate(EXEMPLARS[:shots]):
        _box(axis, 0.2, shots - row, lines, colors[7])
    _box(axis, 0.2, 0, QUESTION, colors[0])
    axis.text(0.2, shots + 1.15, f"Input: {shots} examples and a question", size=9)
    axis.annotate(
        "",
        (7.4, 0.45),
        (6.2, 0.45),
        arrowprops={"arrowstyle": "->", "color": "0.2", "lw": 1.5},
    )
    axis.text(6.8, 0.68, "model", ha="center", size=9)
    _box(axis, 7.6, 0, ("positive",), colors[2], width=2.2)
    return figure


def _box(
    axis: Axes,
    left: float,
    bottom: float,
    lines: tuple[str, ...],
    color: tuple[float, float, float],
    width: float = 5.9,
) -> None:
    frame = plt.Rectangle((left, bottom), width, 0.9, fc="none", ec=color, lw=1.6)
    axis.add_patch(frame)
    axis.text(left + 0.2, bottom + 0.45, "\n".join(lines), va="center", size=9)
