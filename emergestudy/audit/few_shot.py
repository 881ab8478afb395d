"""Checks of section 3 of Wei et al.: Figs 2 and 11, and what the texts say of them."""

from functools import partial

import pandas as pd

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.audit.once import once
from emergestudy.chapters.against_people import compare, people_say
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.few_shot_emergence import panel_scores
from emergestudy.chapters.readers_rule import NONE
from emergestudy.data import load

TOLERANCE = 0.01  # of the chance level, as in the chapters


@once
def panel_statements(panels: str, x_axis: str = "train_flops") -> pd.DataFrame:
    """Set the estimator's calls beside the paper's sentences on some panels.

    Parameters
    ----------
    panels : str
        Letters, for instance ``"ABCD"``.
    x_axis : str
        ``"train_flops"`` (Fig. 2) or ``"params"`` (Fig. 11).

    Returns
    -------
    pandas.DataFrame
        As `compare`, for the sentences of sections 3 and 5 only.
    """
    curves = panel_scores(list(panels), x_axis=x_axis)
    curves = curves[curves["curve"].isin(people_say()["curve"])]
    table = compare(curves, call_curves(curves, tolerance=TOLERANCE))
    return table[table["where"].str.startswith("Sec.")].reset_index(drop=True)


def panel(letter: str, x_axis: str) -> Finding:
    """Decide one panel of Fig. 2 or 11: do the paper's sentences on it hold?

    Each sentence is two statements: that the curve leaves chance or stays there, and
    at which model.
    """
    table = panel_statements(letter, x_axis)
    placed = table["outcome"].isin(["agrees", "overlaps"])
    leaves = table["verdict"].isin(["emergent", "u_shaped"])
    kind = placed | (leaves & (table["people"] != NONE))
    return by_share(
        int(placed.sum() + kind.sum()),
        2 * len(table),
        _in_words(table),
        correction=_moved(letter, x_axis),
    )


def _moved(letter: str, x_axis: str) -> bool:
    """Say whether the drawing puts a model at the scale of another."""
    figure = "Fig. 2" if x_axis == "train_flops" else "Fig. 11"
    points = load("wei2022_points")
    points = points[(points["figure"] == figure) & (points["panel"] == letter)]
    return bool(points["note"].fillna("").str.contains("drawn at|draw").any())


def _in_words(table: pd.DataFrame) -> str:
    said = [
        f"{row.curve.split(' ', 1)[1]}: paper {row.people}, estimator {row.verdict}"
        + (f" at {row.point:.2g}" if row.verdict == "emergent" else "")
        for row in table.itertuples()
    ]
    return "; ".join(said)


FIGURES: dict[str, Check] = {
    **{f"Fig. 2{p}": partial(panel, p, "train_flops") for p in "ABCDEFGH"},
    **{f"Fig. 11{p}": partial(panel, p, "params") for p in "ABCDEFGH"},
}
CLAIMS: dict[str, Check] = {}
