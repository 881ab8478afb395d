"""Every curve of Fig. 2 of Wei et al. and of GPT-3's Table H.1, in one frame."""

import pandas as pd

from emergestudy.chapters.few_shot_emergence import panel_scores
from emergestudy.chapters.gpt3_shots import SHOTS, gpt3_by_size
from emergestudy.data import load

COLUMNS = ["curve", "model", "scale", "score", "chance", "n_eval", "metric"]


def paper_curves(x_axis: str = "train_flops") -> pd.DataFrame:
    """Gather all curves whose chance level is known.

    Parameters
    ----------
    x_axis : str
        ``"train_flops"`` or ``"params"``.

    Returns
    -------
    pandas.DataFrame
        One row a point: ``curve`` (``"2A GPT-3"``, ``"H.1 wic few_shot"``),
        ``model``, ``scale``, ``score`` and ``chance`` in the printed unit,
        ``n_eval`` (NaN where unknown), ``metric``.
    """
    return pd.concat([_fig2(x_axis), _table_h1(x_axis)], ignore_index=True)


def tasks_with_chance() -> list[str]:
    """Return the tasks of Table H.1 whose chance level is known."""
    scores = load("gpt3_scores").query("metric == 'accuracy'")
    scores = scores[scores["setting"].isin(SHOTS)]
    return scores.loc[scores["chance"].notna(), "task"].unique().tolist()


def _fig2(x_axis: str) -> pd.DataFrame:
    return panel_scores(list("ABCDEFGH"), x_axis=x_axis)[COLUMNS]


def _table_h1(x_axis: str) -> pd.DataFrame:
    points = gpt3_by_size(tasks_with_chance(), x_axis=x_axis)
    return points.assign(
        curve="H.1 " + points["task"] + " " + points["series"],
        metric="accuracy",
        n_eval=points["n_eval"].astype("float64"),
    )[COLUMNS]
