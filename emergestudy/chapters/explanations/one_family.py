"""The same puzzles within one family, where nothing but size differs by design."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.explanations.chain_calls import call_chains, shift_per_step
from emergestudy.chapters.explanations.chains import ARITHMETIC, CHAINS, PROMPTING
from emergestudy.data import load
from emergestudy.estimators import normalise

PUZZLES = tuple(chain for chain in CHAINS if chain not in ARITHMETIC)
_NAMES = {
    ("PaLM", "untuned"): "PaLM",
    ("PaLM", "instruction_tuned"): "Flan-PaLM",
    ("T5", "untuned"): "T5",
    ("T5", "instruction_tuned"): "Flan-T5",
}


def family_scores(
    puzzles: Sequence[str] = PUZZLES, *, prompting: Sequence[str] = PROMPTING
) -> pd.DataFrame:
    """Select puzzles of PaLM and T5, tuned and not (Chung et al., Tables 17 and 18).

    Parameters
    ----------
    puzzles : sequence of str
        Keys of `chains.CHAINS` that are no sums.
    prompting : sequence of str
        ``"direct"`` and ``"chain_of_thought"``.

    Returns
    -------
    pandas.DataFrame
        As `chains.chain_scores`, and ``family``; ``scale`` is parameters, since the
        tables have no compute.

    Raises
    ------
    UsageError
        If a puzzle or a way of prompting does not exist.
    """
    check_choice("puzzle", puzzles, PUZZLES)
    check_choice("prompting", prompting, PROMPTING)
    lengths = pd.DataFrame(
        [(task, chain, k) for chain in puzzles for k, task in CHAINS[chain].items()],
        columns=["task", "chain", "steps"],
    )
    rows = load("flan_scores").drop(columns="chance").merge(lengths, on="task")
    rows = rows[rows["prompting"].isin(list(prompting)) & rows["params"].notna()]
    pairs = pd.MultiIndex.from_frame(rows[["family", "setting"]])
    rows = rows.assign(family=pairs.map(_NAMES)).dropna(subset="family")
    chance = rows["task"].map(load("tasks").set_index("task")["chance"]) / 100
    rows = rows.assign(
        setting=rows["prompting"], scale=rows["params"], score=rows["value"] / 100,
        chance=chance, n_eval=rows["n_eval"].astype("float64"),
    )  # fmt: skip
    rows["normalised"] = normalise(rows["score"], rows["chance"])
    columns = ["family", "chain", "setting", "steps", "model", "scale", "score"]
    columns += ["chance", "n_eval", "normalised"]
    return rows[columns].sort_values([*columns[:4], "scale"], ignore_index=True)


def family_shifts(
    scores: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Say for each family how the emergence point moves per step.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `family_scores`.
    level, tolerance : float
        As in `call_chains`.

    Returns
    -------
    pandas.DataFrame
        ``family``, ``sizes``, then the columns of `shift_per_step`; only chains with
        two emergence points or more.
    """
    found = []
    for family, part in scores.groupby("family", sort=False):
        calls = call_chains(part, level=level, tolerance=tolerance)
        shifts = shift_per_step(calls, level=level)
        shifts.insert(0, "sizes", part["scale"].nunique())
        shifts.insert(0, "family", family)
        found.append(shifts[shifts["points"] > 1])
    return pd.concat(found, ignore_index=True)
