"""Letter answers of OLMo-2 7B and 13B: at which compute, tokens, loss they start."""

import pandas as pd

from emergestudy.chapters.perplexity_lens.lens_calls import call_on_axis
from emergestudy.chapters.perplexity_lens.lens_checkpoints import checkpoints

JUMP_AXES = ("train_flops", "train_tokens", "perplexity")


def letter_points(task: str = "arc_easy") -> pd.DataFrame:
    """Return the checkpoints of the 7B and the 13B run, answering by letter.

    Parameters
    ----------
    task : str
        A task of the OLMo ladder.

    Returns
    -------
    pandas.DataFrame
        As `checkpoints`, with ``family`` (``"7B"``, ``"13B"``) and ``n_eval`` (NaN:
        neighboring checkpoints share their answers, so the spread is estimated).
    """
    points = checkpoints("olmo", task, answers="multiple_choice_mc")
    return points.assign(family=points["size"], n_eval=float("nan"))


def letter_calls(
    points: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Call both runs on compute, tokens and perplexity.

    Returns
    -------
    pandas.DataFrame
        As `call_on_axis`, one row an axis and run.
    """
    settings = {"level": level, "tolerance": tolerance}
    calls = [call_on_axis(points, axis, **settings) for axis in JUMP_AXES]
    return pd.concat(calls, ignore_index=True)
