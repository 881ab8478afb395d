"""The mirage argument: a smooth p for one step is a jump of p**k for k steps."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.errors import UsageError
from emergestudy.estimators import emergence_points
from emergestudy.figures import Panel
from emergestudy.figures.series import ordered_styles

SCALES = 10.0 ** np.linspace(20, 24, 9)
ANSWERS = (100, 1_000, 10_000)  # behind each score, in the repeated simulation


def read_steps(steps: Sequence[str]) -> list[int]:
    """Read the values of k as whole numbers.

    Raises
    ------
    UsageError
        If there is none, or one is no whole number from 1 on.
    """
    bad = [k for k in steps if not str(k).isdecimal() or int(k) < 1]
    if bad or not len(steps):
        told = f"not {bad[0]!r}" if bad else "at least one"
        raise UsageError(f"steps are whole numbers from 1 on, {told}")
    return sorted({int(k) for k in steps})


def step_accuracy(scales: np.ndarray = SCALES) -> np.ndarray:
    """Return the simulated share of right steps: a line in log scale, .5 to .98."""
    place = (np.log10(scales) - 20) / 4
    return 0.5 + 0.48 * place


def simulate_steps(steps: Sequence[int], n_answers: int, seed: int = 0) -> pd.DataFrame:
    """Simulate exact match of answers of k steps, each right with probability p.

    Parameters
    ----------
    steps : sequence of int
        Values of k; an answer is right if all its steps are.
    n_answers : int
        Answers behind each score.
    seed : int
        Of the binomial noise.

    Returns
    -------
    pandas.DataFrame
        ``steps``, ``scale``, ``p`` (of one step), ``expected`` (p**k), ``score``.
    """
    rng = np.random.default_rng(seed)
    p = step_accuracy()
    tables = []
    for k in steps:
        score = rng.binomial(n_answers, p**k) / n_answers
        columns = {"scale": SCALES, "p": p, "expected": p**k, "score": score}
        tables.append(pd.DataFrame({"steps": k, **columns}))
    return pd.concat(tables, ignore_index=True)


def call_steps(simulated: pd.DataFrame, n_answers: int) -> pd.DataFrame:
    """Let the estimator call each k, with chance 0.

    Returns
    -------
    pandas.DataFrame
        ``steps``, ``verdict``, ``point``, ``low``, ``high``, ``first`` and ``last``
        score.
    """
    wide = simulated.pivot(index="steps", columns="scale", values="score")
    fits = emergence_points(wide.columns, wide, chance=0.0, n=n_answers, tolerance=0.01)
    table = fits.to_frame()[["verdict", "point", "low", "high"]]
    table = table.assign(first=wide.iloc[:, 0].to_numpy())
    table = table.assign(last=wide.iloc[:, -1].to_numpy())
    table.insert(0, "steps", wide.index)
    return table


def verdict_shares(
    steps: Sequence[int], draws: int = 30, seed: int = 0
) -> pd.DataFrame:
    """Simulate many times: how often is the exact match of k steps called emergent?

    Parameters
    ----------
    steps : sequence of int
        Values of k.
    draws : int
        Simulated curves of each k and number of answers.
    seed : int
        Of the binomial noise.

    Returns
    -------
    pandas.DataFrame
        One row a k: ``steps``, ``smallest`` (expected score of the smallest model) and
        a column for each of `ANSWERS`, named by it: share of draws called emergent.
    """
    rng = np.random.default_rng(seed)
    p = step_accuracy()
    rows = []
    for k in steps:
        n = np.repeat(ANSWERS, draws)[:, None] * np.ones(len(p), int)
        scores = rng.binomial(n, p**k) / n
        fits = emergence_points(SCALES, scores, chance=0.0, n=n, tolerance=0.01)
        hit = (fits.to_frame()["verdict"] == "emergent").to_numpy()
        shares = hit.reshape(len(ANSWERS), draws).mean(axis=1)
        row = {"steps": k, "smallest": p[0] ** k}
        rows.append(row | dict(zip(map(str, ANSWERS), shares, strict=True)))
    return pd.DataFrame(rows)


def step_panels(simulated: pd.DataFrame) -> list[Panel]:
    """Make three panels of the same answers: exact match, steps right, bits a step."""
    bits = -np.log2(simulated["expected"]) / simulated["steps"]
    nothing = float("nan")
    base = simulated.assign(
        series="k = " + simulated["steps"].astype(str), low=nothing, high=nothing
    )
    styles = ordered_styles(base["series"])
    one = base[base["steps"] == base["steps"].iloc[0]].assign(
        series="one step of an answer"
    )
    return [
        Panel("All steps right", base, 0.0, "Exact match", styles=styles),
        _single("One step right", one.assign(score=one["p"]), "Share"),
        _single("Surprise", one.assign(score=bits[one.index]), "Bits a step"),
    ]


def _single(title: str, curve: pd.DataFrame, y_label: str) -> Panel:
    styles = ordered_styles(curve["series"])
    return Panel(title, curve, None, y_label, styles=styles)
