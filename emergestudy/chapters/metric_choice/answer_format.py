"""The same models and questions, two formats: a letter, or the text of the answer."""

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.metric_choice.metric_calls import SHARE_OF_RANGE
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.estimators import EmergenceFit, emergence_point
from emergestudy.figures import Panel

RUNS = {"OLMo2-7B-peteish7": "OLMo2 7B", "OLMo2-13B-peteish13": "OLMo2 13B"}
LETTER, CLOZE = "multiple_choice_mc", "cloze_rc"
TOLERANCE = 0.01  # of the chance level, as in the other chapters


def format_scores(task: str, worst: float = np.inf) -> pd.DataFrame:
    """Return three scores of each checkpoint of the 7B and the 13B run.

    Parameters
    ----------
    task : str
        A task with letter answers, for instance ``"arc_easy"``.
    worst : float
        Checkpoints of a higher perplexity are left out.

    Returns
    -------
    pandas.DataFrame
        ``model``, ``step``, ``train_flops``, ``perplexity`` (WikiText103, of the run's
        own tokens), ``letter``, ``cloze`` (accuracies), ``bits_per_byte`` (of the right
        answer), ``chance``.

    Raises
    ------
    UsageError
        If the task was not asked in letters, or no two checkpoints a run are left.
    """
    scores = load("olmo_scores")
    scores = scores[scores["model"].isin(list(RUNS))]
    letters = scores.loc[scores["setting"] == LETTER, "task"].unique()
    check_choice("task with letter answers", [task], sorted(letters))
    loss = scores[scores["metric"] == "cross_entropy"]
    here = scores[scores["task"] == task]
    cloze = here[(here["setting"] == CLOZE) & (here["metric"] == "acc_len_norm")]
    columns = {
        "letter": here[here["setting"] == LETTER],
        "cloze": cloze,
        "bits_per_byte": here[here["metric"] == "bpb_correct"],
        "perplexity": loss.assign(value=np.exp(loss["value"])),
    }
    keys = ["model", "step", "train_flops"]
    wide = pd.concat(
        {name: part.set_index(keys)["value"] for name, part in columns.items()}, axis=1
    )
    wide = wide.dropna().reset_index().sort_values(["model", "step"])
    wide = wide[wide["perplexity"] <= worst]
    if wide["model"].value_counts().min() < 2 or wide["model"].nunique() < len(RUNS):
        raise UsageError(f"fewer than two checkpoints have a perplexity up to {worst}")
    chance = float(cloze["chance"].iloc[0])
    return wide.assign(model=wide["model"].map(RUNS), chance=chance)


def largest_jump(scores: pd.DataFrame) -> pd.DataFrame:
    """Find, for each run, the step between checkpoints that lifts letters most.

    Returns
    -------
    pandas.DataFrame
        One row a run: ``model``, ``from_step``, ``to_step``, ``train_flops``,
        ``perplexity`` (before), and before and after of ``letter``, ``cloze`` and
        ``bits_per_byte``.
    """
    rows = []
    for model, run in scores.groupby("model", sort=False):
        at = int(run["letter"].diff().to_numpy()[1:].argmax())
        before, after = run.iloc[at], run.iloc[at + 1]
        row = {"model": model, "from_step": before["step"], "to_step": after["step"]}
        row |= {"train_flops": after["train_flops"], "perplexity": before["perplexity"]}
        for name in ("letter", "cloze", "bits_per_byte"):
            row |= {f"{name}_before": before[name], f"{name}_after": after[name]}
        rows.append(row)
    return pd.DataFrame(rows)


def format_panels(scores: pd.DataFrame) -> list[Panel]:
    """Make one panel a score, one curve a run, over WikiText103 perplexity."""
    base = scores.assign(
        series=scores["model"], scale=scores["perplexity"], low=np.nan, high=np.nan
    )
    chance = scores["chance"].iloc[0]
    return [
        Panel(
            "Answer by letter", base.assign(score=base["letter"]), chance, "Accuracy"
        ),
        Panel("Answer by text", base.assign(score=base["cloze"]), chance, "Accuracy"),
        Panel(
            "Surprise at the right text",
            base.assign(score=base["bits_per_byte"]),
            None,
            "Bits per byte",
        ),
    ]


def call_formats(scores: pd.DataFrame) -> pd.DataFrame:
    """Let the estimator call the three scores of each run, over perplexity.

    The number of questions is not in the table, so noise is Gaussian of unknown spread.
    Checkpoints of one run are not independent; intervals are too narrow for that.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `format_scores`.

    Returns
    -------
    pandas.DataFrame
        One row a run and score: ``model``, ``metric``, ``checkpoints``, ``verdict``,
        and the perplexity at which it leaves its floor: ``perplexity``, ``better_end``,
        ``worse_end`` of the interval (NaN unless emergent). The floor is chance; for
        bits per byte it is the first checkpoint's value.
    """
    rows = []
    for model, run in scores.groupby("model", sort=False):
        for metric in ("letter", "cloze", "bits_per_byte"):
            fit = _fit(run, metric)
            low, high = fit.interval or (np.nan, np.nan)
            row = {"model": model, "metric": metric, "checkpoints": len(run)}
            row |= {"verdict": fit.verdict, "perplexity": 1 / (fit.point or np.nan)}
            rows.append(row | {"better_end": 1 / high, "worse_end": 1 / low})
    return pd.DataFrame(rows)


def _fit(run: pd.DataFrame, metric: str) -> EmergenceFit:
    scale = 1 / run["perplexity"]
    if metric != "bits_per_byte":
        chance = run["chance"].iloc[0]
        return emergence_point(scale, run[metric], chance=chance, tolerance=TOLERANCE)
    bits = run[metric]
    return emergence_point(
        scale,
        bits,
        chance=bits[run["perplexity"].idxmax()],
        unit="other",
        higher_is_better=False,
        tolerance=SHARE_OF_RANGE * (bits.max() - bits.min()),
    )
