"""Questions without a text to look in: knowledge by size."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.data import load
from emergestudy.estimators import binomial_interval
from emergestudy.figures import Panel

TITLES = {
    "triviaqa": "TriviaQA",
    "natural_questions": "Natural Questions",
    "web_questions": "WebQuestions",
}
SETTINGS = ("zero_shot", "one_shot", "few_shot")
_LONGER = "PaLM 62B (1.325T tokens)"  # other data too, so not on the curve


def closed_book_scores(
    tasks: Sequence[str] = tuple(TITLES),
    *,
    setting: str = "few_shot",
    level: float = 0.90,
) -> pd.DataFrame:
    """Select closed-book scores of GPT-3 (Table H.1) and PaLM (Table 40).

    Parameters
    ----------
    tasks : sequence of str
        Keys of `TITLES`.
    setting : str
        ``"zero_shot"``, ``"one_shot"`` or ``"few_shot"``.
    level : float
        Level of the binomial intervals.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``series`` (family), ``curve``, ``model``, ``scale`` (parameters),
        ``score``, ``low``, ``high``, ``chance`` (percent), ``n_eval``, ``metric``.

    Raises
    ------
    UsageError
        If a task or a setting does not exist.
    """
    check_choice("closed-book task", tasks, TITLES)
    check_choice("setting", [setting], SETTINGS)
    palm = load("palm_scores")
    palm = palm[palm["locator"].str.startswith("Table 40") & (palm["model"] != _LONGER)]
    scores = pd.concat([load("gpt3_scores"), palm.dropna(axis=1, how="all")])
    scores = scores[scores["task"].isin(list(tasks)) & (scores["setting"] == setting)]
    n = scores["task"].map(load("tasks").set_index("task")["n_eval"]).astype("float64")
    low, high = binomial_interval(scores["value"] / 100, n, level)
    scores = scores.assign(
        series=scores["family"], curve=scores["task"] + " " + scores["family"],
        scale=scores["params"], score=scores["value"], low=100 * low, high=100 * high,
        n_eval=n, chance=0.0,
    )  # fmt: skip
    columns = ["task", "series", "curve", "model", "scale", "score", "low", "high"]
    scores = scores[[*columns, "chance", "n_eval", "metric"]]
    return scores.sort_values(["task", "series", "scale"], ignore_index=True)


def knowledge_calls(
    scores: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Call each curve, and say whether it rises with every size.

    Returns
    -------
    pandas.DataFrame
        ``curve``, ``points``, ``rises`` (every larger model scores higher),
        ``smallest``, ``largest`` (scores, percent), ``verdict``, ``point``.
    """
    calls = call_curves(scores, level=level, tolerance=tolerance).set_index("curve")
    rows = []
    for curve, part in scores.groupby("curve", sort=False):
        row = {"curve": curve, "points": len(part)}
        row["rises"] = bool((part["score"].diff().dropna() > 0).all())
        row |= {"smallest": part["score"].iloc[0], "largest": part["score"].iloc[-1]}
        rows.append(row | calls.loc[curve, ["verdict", "point"]].to_dict())
    return pd.DataFrame(rows)


def rises_by_setting() -> pd.DataFrame:
    """Count the closed-book curves that rise with every size, setting by setting.

    Returns
    -------
    pandas.DataFrame
        ``setting``, ``curves``, ``rises`` and ``falls`` (steps to a larger model with
        a lower score), ``worst`` (the largest such fall, points; 0 if none).
    """
    rows = []
    for setting in SETTINGS:
        scores = closed_book_scores(setting=setting)
        steps = scores.groupby("curve")["score"].diff().dropna()
        falling = scores.loc[steps.index[steps <= 0], "curve"].nunique()
        curves = scores["curve"].nunique()
        row = {"setting": setting, "curves": curves, "rises": curves - falling}
        row["falls"] = int((steps <= 0).sum())
        rows.append(row | {"worst": max(0.0, -steps.min())})
    return pd.DataFrame(rows)


def knowledge_panels(scores: pd.DataFrame) -> list[Panel]:
    """Turn scores into panels to draw, one a task."""
    return [
        Panel(
            title=TITLES[task],
            curves=part,
            chance=None,
            y_label="Exact match (%)",
        )
        for task, part in scores.groupby("task", sort=False)
    ]
