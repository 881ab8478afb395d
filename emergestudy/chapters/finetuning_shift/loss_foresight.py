"""Do the checkpoints at chance foretell the loss, and do they foretell the score?"""

import numpy as np
import pandas as pd

from emergestudy.chapters.finetuning_shift.run_elbows import CLEAR

EXPONENTS = np.linspace(0.05, 3, 296)
FEWEST_EARLY = 6  # checkpoints for a curve of three numbers


def foresee(runs: pd.DataFrame, *, ahead: float = 4.0) -> pd.DataFrame:
    """Fit curves to the checkpoints at chance and extend them.

    The same power law with a limit, a + b / tokens ** c, is fitted by least squares to
    the loss and to the score. (The score also gets a straight line in log tokens, in
    case a rise is what it needs.)

    Parameters
    ----------
    runs : pandas.DataFrame
        From `letter_runs`.
    ahead : float
        How many times the tokens of the last checkpoint at chance to look ahead.

    Returns
    -------
    pandas.DataFrame
        ``run``, ``tokens``, ``early`` (at chance, so fitted), ``measure`` (``"loss"``,
        ``"score"``, ``"score, line"``), ``measured``, ``foreseen``. Runs with fewer
        than six checkpoints at chance are left out.
    """
    tables = []
    for run, part in runs.groupby("run", sort=False):
        early = _before_the_rise(part)
        if early.sum() < FEWEST_EARLY:
            continue
        tokens = part["tokens"].to_numpy(float)
        kept = tokens <= ahead * tokens[early][-1]
        for measure in ("loss", "score", "score, line"):
            curve = part[measure.split(",")[0]].to_numpy()
            table = {"run": run, "tokens": tokens, "early": early, "measure": measure}
            table |= {
                "measured": curve,
                "foreseen": _extend(tokens, curve, early, measure),
            }
            tables.append(pd.DataFrame(table)[kept])
    columns = ["run", "tokens", "early", "measure", "measured", "foreseen"]
    return pd.concat(tables or [pd.DataFrame(columns=columns)], ignore_index=True)


def foresight_errors(foreseen: pd.DataFrame) -> pd.DataFrame:
    """Summarize how far the later checkpoints are from what was foreseen.

    Returns
    -------
    pandas.DataFrame
        ``run``, ``measure``, ``early`` and ``later`` (checkpoints), ``error`` (mean
        absolute, nats or points), ``share`` (percent of the range that the measure
        spans in these checkpoints, so that the two compare).
    """
    rows = []
    for (run, measure), part in foreseen.groupby(["run", "measure"], sort=False):
        late = part[~part["early"]]
        error = (late["measured"] - late["foreseen"]).abs().mean()
        row = {"run": run, "measure": measure, "early": int(part["early"].sum())}
        row |= {"later": len(late), "error": error}
        rows.append(row | {"share": 100 * error / np.ptp(part["measured"])})
    return pd.DataFrame(rows)


def _before_the_rise(part: pd.DataFrame) -> np.ndarray:
    """Mark the checkpoints before the first that is clearly above chance."""
    above = (part["score"] > part["chance"] + CLEAR).to_numpy()
    return ~np.logical_or.accumulate(above)


def _extend(
    tokens: np.ndarray, curve: np.ndarray, early: np.ndarray, measure: str
) -> np.ndarray:
    if measure == "score, line":
        line = np.polyfit(np.log(tokens[early]), curve[early], 1)
        return np.polyval(line, np.log(tokens))
    fits = []
    for exponent in EXPONENTS:
        terms = np.column_stack(
            [np.ones_like(tokens), (tokens / tokens[0]) ** -exponent]
        )
        numbers = np.linalg.lstsq(terms[early], curve[early], rcond=None)[0]
        left = ((terms[early] @ numbers - curve[early]) ** 2).sum()
        fits.append((left, terms @ numbers))
    return min(fits, key=lambda fit: fit[0])[1]
