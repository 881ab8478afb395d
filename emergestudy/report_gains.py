"""What one model gains from another way of asking, and whether that can be told.

Where the single answers are known the two ways are compared item by item, else as two
samples.
"""

from collections.abc import Mapping

import numpy as np
from scipy.stats import binomtest, fisher_exact, norm

from emergestudy.errors import StudyError

SIGNIFICANT, POWER = 0.05, 0.8
NEAR = 0.005  # how far a score may lie from the mean of its answers


def compare(
    base: Mapping[str, object], treated: Mapping[str, object], level: float = 0.9
) -> dict[str, object]:
    """Compare two scores of one model on one task, asked in two ways.

    Parameters
    ----------
    base, treated : mapping
        Rows of ``points`` of `emergestudy.report.own_curves`: ``score``, ``n_eval``,
        ``stderr``, ``metric``, ``share`` (of right answers), ``rises`` (better when
        higher) and, where it is known, ``samples``, the file of the single answers.
    level : float
        Of the interval.

    Returns
    -------
    dict
        ``gain`` = treated - base, with ``low`` and ``high`` (normal, from the errors
        below); ``says``: "helps", "hurts", "cannot tell" or "noise not known";
        ``items`` compared; ``items_needed`` to tell this gain, were it true, in 80 % of
        tests, (1.96 + 0.84)^2 v / gain^2 with v the variance an item; ``paired``. NaN
        where nothing is known.

    Notes
    -----
    "helps" and "hurts" have a two-sided p below .05: of McNemar's exact test for paired
    right and wrong answers, of Fisher's exact test for two shares of known ``n_eval``,
    else of the normal distribution.
    """
    one, other = _answers(base), _answers(treated)
    shared = sorted(one.keys() & other.keys())
    if len(shared) > 1:
        gap = np.array([other[item] - one[item] for item in shared])
        found = _paired(gap) | {"items": len(shared)}
    else:
        found = _unpaired(base, treated)
    gain, error, each = found["gain"], found.pop("error"), found.pop("each")
    p = found.pop("p", 2 * norm.sf(abs(gain) / error) if error > 0 else np.nan)
    helps = (gain > 0) == bool(treated["rises"])
    says = "helps" if helps else "hurts"
    if not p < SIGNIFICANT:
        says = "noise not known" if np.isnan(p) else "cannot tell"
    reach = norm.ppf((1 + level) / 2) * error
    needed = np.nan
    if says == "cannot tell" and gain:
        z = norm.ppf(1 - SIGNIFICANT / 2) + norm.ppf(POWER)
        needed = np.ceil(z**2 * each / gain**2)
    ends = {"low": gain - reach, "high": gain + reach}
    return found | ends | {"says": says, "items_needed": needed}


def _answers(row: Mapping[str, object]) -> dict[str, float]:
    """Return the single answers behind a score by item; none if they are not its."""
    file = row.get("samples")
    if not isinstance(file, str) or not file:
        return {}
    from emergestudy.readers.harness import read_items

    try:
        found = read_items(file, row["metric"])
    except (OSError, StudyError):  # moved or changed since
        return {}
    known = bool(found) and abs(np.mean([*found.values()]) - row["score"]) <= NEAR
    return found if known else {}


def _paired(gap: np.ndarray) -> dict[str, object]:
    """Test differences item by item; for right and wrong answers by McNemar's test."""
    n, gain = gap.size, float(gap.mean())
    found = {"gain": gain, "paired": True}
    if np.isin(gap, (-1, 0, 1)).all():
        wins, losses = int((gap > 0).sum()), int((gap < 0).sum())
        changed = wins + losses
        # As if one item more had changed each way, so that the error is never 0.
        each = (changed + 2) / (n + 2) - ((wins - losses) / (n + 2)) ** 2
        found["p"] = binomtest(wins, changed).pvalue if changed else 1.0
        return found | {"error": np.sqrt(each / (n + 2)), "each": each}
    each = gap.var(ddof=1)
    return found | {"error": np.sqrt(each / n), "each": each}


def _unpaired(
    base: Mapping[str, object], treated: Mapping[str, object]
) -> dict[str, object]:
    """Test two scores as two samples."""
    arms = (base, treated)
    found = {"gain": treated["score"] - base["score"], "paired": False}
    n = np.array([arm["n_eval"] for arm in arms], dtype=float)
    if treated["share"] and (n >= 1).all():
        right = np.rint([arm["score"] for arm in arms] * n)
        wrong = np.maximum(np.rint(n) - right, 0)
        share = (right + 1) / (n + 2)  # never 0 or 1, so that the error is never 0
        each = share * (1 - share)
        found["p"] = fisher_exact(np.column_stack([right, wrong]).astype(int)).pvalue
        error = np.sqrt((each / (n + 2)).sum())
        return found | {"error": error, "each": each.sum(), "items": n.min()}
    error = np.sqrt(base["stderr"] ** 2 + treated["stderr"] ** 2)
    return found | {"error": error, "each": np.nan, "items": np.nan}
