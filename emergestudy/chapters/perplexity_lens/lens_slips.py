"""Where Figs 4 and 10 differ from the paper's own numbers."""

import numpy as np
import pandas as pd

from emergestudy.chapters.perplexity_lens.lens_points import (
    TASKS,
    drawn_points,
    lens_points,
)
from emergestudy.data import load

CATEGORIES = ("humanities", "stem", "social_science", "other")


def misplaced(
    figure: str, panel: str, task: str = "mmlu", *, tolerance: float = 0.02
) -> pd.DataFrame:
    """Return the models that a panel draws elsewhere than at their own numbers.

    Own are size and compute of Table 2, perplexity of the top row of Fig. 4 and the
    score of the task.

    Parameters
    ----------
    figure, panel : str
        As in `drawn_points`.
    task : str
        A key of `lens_points.TASKS`.
    tolerance : float
        Relative difference that counts. The drawing rounds to two digits, which moves
        a point by up to 0.015.

    Returns
    -------
    pandas.DataFrame
        One row a model and quantity: ``model``, ``quantity``, ``drawn``, ``own``.
    """
    drawn = drawn_points(figure, panel)
    own = lens_points(task).set_index("model")
    rows = []
    for quantity in drawn.columns[2:]:
        at = drawn.set_index("model")[quantity]
        pair = pd.DataFrame({"drawn": at, "own": own[quantity]})
        pair = pair.assign(quantity=quantity).rename_axis("model").reset_index()
        rows.append(pair)
    both = pd.concat(rows, ignore_index=True)
    off = np.abs(both["drawn"] / both["own"] - 1) > tolerance
    return both.loc[off, ["model", "quantity", "drawn", "own"]].reset_index(drop=True)


def category_of(task: str, *, tolerance: float = 0.15) -> str:
    """Name the category of Fig. 9 that the rows of a panel of Fig. 10 belong to.

    Fig. 9 gives the two largest models of each family, by category.

    Parameters
    ----------
    task : str
        A task of Fig. 10, a key of `lens_points.TASKS`.
    tolerance : float
        Points by which scores may differ.

    Returns
    -------
    str
        ``"Humanities"``, ``"STEM"``, ``"Social Science"``, ``"Other"``, or ``"none"``.
    """
    scores = load("wei2022_scores")
    printed = scores[scores["locator"] == "Fig. 9"]
    own = lens_points(task).set_index("model")["score"]
    for category in CATEGORIES:
        rows = printed[printed["task"] == f"mmlu_{category}"].set_index("model")
        difference = (rows["value"] - own.reindex(rows.index)).abs()
        if (difference <= tolerance).all():
            return category.upper() if category == "stem" else _title(category)
    return "none"


def fig10_panels_of(task: str) -> list[str]:
    """Return the names of the three panels of Fig. 10 that draw a task."""
    return [f"{TASKS[task]}:{axis}" for axis in ("flops", "params", "ppl")]


def _title(category: str) -> str:
    return category.replace("_", " ").title()
