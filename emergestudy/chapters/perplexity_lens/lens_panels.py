"""Turn points and calls of the perplexity lens into panels to draw."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.perplexity_lens.lens_calls import AXES, call_axes
from emergestudy.chapters.perplexity_lens.lens_corpora import LOSSES
from emergestudy.chapters.perplexity_lens.lens_points import TASKS, lens_points
from emergestudy.figures.lens import LensPanel

LABELS = {
    "train_flops": "Training FLOPs",
    "params": "Model parameters",
    "train_tokens": "Training tokens",
    "perplexity": "WikiText103 perplexity",
}
TOP_ROW = (("params", "train_flops"), ("train_flops", "perplexity"))
TOP_ROW += (("params", "perplexity"),)
TOP_TITLES = {"train_flops": "Compute", "perplexity": "Perplexity"}


def fig4_panels(
    points: pd.DataFrame, calls: pd.DataFrame, task: str
) -> list[LensPanel]:
    """Return the six panels of Fig. 4.

    Parameters
    ----------
    points : pandas.DataFrame
        From `lens_points`.
    calls : pandas.DataFrame
        From `call_axes`.
    task : str
        The task of `points`, for the title.

    Returns
    -------
    list of LensPanel
        Compute against size, perplexity against compute and against size; then the
        score against each.
    """
    top = [
        LensPanel(
            title=f"{letter}. {TOP_TITLES[y]}",
            points=_xy(points, x, y),
            x_label=LABELS[x],
            y_label=LABELS[y],
            falls="y" if y == "perplexity" else "",
            logs="xy",
        )
        for letter, (x, y) in zip("ABC", TOP_ROW, strict=True)
    ]
    return top + score_panels(points, calls, TASKS[task], letters="DEF")


def fig10_panels(
    gopher_at: str = "own", *, level: float = 0.90, tolerance: float = 0.01
) -> list[LensPanel]:
    """Return the twelve panels of Fig. 10, a category a row, as the paper titles them.

    Parameters
    ----------
    gopher_at : str
        As in `lens_points`.
    level, tolerance : float
        As in `call_axes`.
    """
    panels = []
    for task in list(TASKS)[1:]:
        points = lens_points(task, gopher_at=gopher_at)
        calls = call_axes(points, level=level, tolerance=tolerance)
        panels += score_panels(points, calls, TASKS[task])
    return panels


def score_panels(
    points: pd.DataFrame,
    calls: pd.DataFrame | None,
    title: str,
    axes: Sequence[str] = AXES,
    *,
    letters: str = "",
    series: str = "family",
    perplexity: str = LABELS["perplexity"],
) -> list[LensPanel]:
    """Return one panel an axis with the score against it.

    Parameters
    ----------
    points : pandas.DataFrame
        Columns `series`, ``score``, ``chance`` (percent) and the axes.
    calls : pandas.DataFrame or None
        From `call_axes`: emergence points to mark.
    title : str
        Name of the task.
    axes : sequence of str
        Columns of `points`; at least one.
    letters : str
        Letters of the panels, or nothing.
    series : str
        Column that tells the series apart.
    perplexity : str
        Label of the perplexity axis.

    Raises
    ------
    UsageError
        If an axis does not exist.
    """
    check_choice("axis", axes, list(LABELS))
    labels = LABELS | {"perplexity": perplexity}
    panels = []
    for number, axis in enumerate(axes):
        marks = None
        if calls is not None:
            found = (calls["axis"] == axis) & (calls["verdict"] == "emergent")
            marks = calls[found].rename(columns={"family": "series"})
        letter = f"{letters[number]}. " if letters else ""
        panels.append(
            LensPanel(
                title=f"{letter}{title}",
                points=_xy(points, axis, "score", series),
                x_label=labels[axis],
                y_label="Accuracy (%)",
                falls="x" if axis == "perplexity" else "",
                chance=points["chance"].iloc[0],
                marks=marks,
            )
        )
    return panels


def corpus_panels(
    frames: dict[str, pd.DataFrame], losses: Sequence[str]
) -> list[LensPanel]:
    """Return, for each task, the score against compute and against each perplexity.

    Parameters
    ----------
    frames : dict of str to pandas.DataFrame
        From `corpus_points`, by title.
    losses : sequence of str
        Keys of `LOSSES`.

    Raises
    ------
    UsageError
        If a loss does not exist.
    """
    check_choice("text the loss is measured on", losses, list(LOSSES))
    panels = []
    for title, points in frames.items():
        panels += score_panels(points, None, title, ["train_flops"])
        for loss in losses:
            seen = points.assign(perplexity=np.exp(points[loss]))
            label = f"Perplexity, {LOSSES[loss]}"
            panels += score_panels(seen, None, title, ["perplexity"], perplexity=label)
    return panels


def _xy(points: pd.DataFrame, x: str, y: str, series: str = "family") -> pd.DataFrame:
    return points.rename(columns={series: "series", x: "x", y: "y"})[
        ["series", "x", "y"]
    ]
