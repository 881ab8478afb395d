"""Instruction tuning of small encoder-decoders, against the 69B of Fig. 3B."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.technique_calls import technique_points
from emergestudy.data import load
from emergestudy.figures import Panel

TITLES = {"mmlu": "MMLU", "bbh_overall": "BIG-bench Hard"}
LABELS = {"T5": "T5 (encoder-decoder)", "PaLM": "PaLM (decoder)"}


def tuned_scores(
    tasks: Sequence[str] = tuple(TITLES), prompting: str = "direct"
) -> pd.DataFrame:
    """Return T5 and PaLM with and without instruction tuning (Chung et al., Table 5).

    Parameters
    ----------
    tasks : sequence of str
        Keys of `TITLES`.
    prompting : str
        ``"direct"`` or ``"chain_of_thought"``.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``family``, ``series`` (``"untuned"`` or ``"instruction_tuned"``),
        ``model``, ``scale`` (parameters), ``score``, ``low``, ``high`` (NaN: the number
        of questions is not printed) and ``chance`` (percent).

    Raises
    ------
    UsageError
        If a task or a way of prompting is not printed.
    """
    check_choice("task of Table 5", tasks, TITLES)
    scores = load("flan_scores").query("locator == 'Table 5'")
    check_choice("prompting", [prompting], scores["prompting"].dropna().unique())
    scores = scores[scores["task"].isin(tasks) & scores["family"].isin(list(LABELS))]
    scores = scores[scores["prompting"] == prompting]
    scores = scores.rename(
        columns={"value": "score", "params": "scale", "setting": "series"}
    ).assign(low=float("nan"), high=float("nan"))
    columns = ["task", "family", "series", "model", "scale", "score", "low", "high"]
    scores = scores[[*columns, "chance"]]
    return scores.sort_values(["task", "family", "series", "scale"], ignore_index=True)


def tuning_gains(scores: pd.DataFrame) -> pd.DataFrame:
    """Return what tuning adds, size by size.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``family``, ``scale``, ``untuned``, ``instruction_tuned``, ``gain``.
    """
    wide = scores.pivot(
        index=["task", "family", "scale"], columns="series", values="score"
    ).rename_axis(columns=None)
    wide = wide[["untuned", "instruction_tuned"]]
    return wide.assign(gain=wide["instruction_tuned"] - wide["untuned"]).reset_index()


def lamda_gains() -> pd.DataFrame:
    """Return what tuning adds to LaMDA in Fig. 3B: ``model``, ``scale``, ``gain``."""
    points = technique_points("3B", "params")
    gain = points["technique"] - points["baseline"]
    return points.assign(gain=gain)[["model", "scale", "gain"]]


def tuned_panels(scores: pd.DataFrame) -> list[Panel]:
    """Turn scores into panels to draw, one a task and family."""
    panels = []
    for (task, family), part in scores.groupby(["task", "family"], sort=False):
        chance = part["chance"].iloc[0]
        panels.append(
            Panel(
                title=f"{TITLES[task]}\n{LABELS[family]}",
                curves=part,
                chance=None if pd.isna(chance) else chance,
                y_label="Accuracy (%)",
            )
        )
    return panels
