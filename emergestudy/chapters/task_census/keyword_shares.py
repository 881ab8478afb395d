"""How many keywords have another share of, say, emergent tasks than the rest?

A keyword's tasks are compared with all other tasks by Fisher's exact test. There are
some thirty such tests, so their p-values are adjusted for a false discovery rate; and
since one task has several keywords, the tests hang together, which a permutation of
the classes over the tasks takes into account.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.task_census.keyword_bars import PARTS, classed_tasks

INTERVALS = {"wilson": "wilson", "clopper_pearson": "beta"}
FDR_RULES = {"benjamini_hochberg": "fdr_bh", "benjamini_yekutieli": "fdr_by"}


def keyword_shares(
    bars: pd.DataFrame,
    counted: Sequence[str],
    *,
    interval: str = "wilson",
    level: float = 0.90,
) -> pd.DataFrame:
    """Return the share of some classes in each keyword's tasks, with intervals.

    Parameters
    ----------
    bars : pandas.DataFrame
        From `keyword_bars`.
    counted : sequence of str
        Classes that count, names of `PARTS`.
    interval : str
        ``"wilson"`` or ``"clopper_pearson"``.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a keyword, the largest share first: ``keyword``, ``hits``, ``tasks``,
        ``share``, ``low`` and ``high`` in percent.

    Raises
    ------
    UsageError
        If a class or the kind of interval does not exist.
    """
    from statsmodels.stats.proportion import proportion_confint

    check_choice("class of Fig. 8", counted, PARTS)
    check_choice("kind of interval", [interval], INTERVALS)
    hits, tasks = bars[list(counted)].sum(axis=1), bars["total"]
    low, high = proportion_confint(
        hits, tasks, alpha=1 - level, method=INTERVALS[interval]
    )
    table = pd.DataFrame({"hits": hits, "tasks": tasks, "share": 100 * hits / tasks})
    table = table.assign(low=100 * low, high=100 * high).reset_index()
    order = ["share", "tasks", "keyword"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def in_words(shares: pd.DataFrame) -> list[str]:
    """Say each share as "keyword (hits of tasks)"."""
    rows = zip(shares["keyword"], shares["hits"], shares["tasks"], strict=True)
    return [f"{name.replace('-', ' ')} ({hits} of {of})" for name, hits, of in rows]


def overall_share(
    counted: Sequence[str], left_out: Sequence[str]
) -> tuple[int, int, float]:
    """Return hits, tasks and share (percent) over all tasks of the four classes."""
    hit = classed_tasks(left_out)["part"].isin(list(counted))
    return int(hit.sum()), len(hit), 100 * float(hit.mean())


def compare_shares(
    tagged: pd.DataFrame,
    counted: Sequence[str],
    left_out: Sequence[str],
    *,
    fdr_rule: str = "benjamini_hochberg",
    permutations: int = 4000,
    seed: int = 1,
) -> pd.DataFrame:
    """Test each keyword's share against that of all other tasks.

    Parameters
    ----------
    tagged : pandas.DataFrame
        From `tagged_tasks`.
    counted, left_out : sequence of str
        Classes that count; first models whose tasks are left out.
    fdr_rule : str
        A key of `FDR_RULES`. The second holds under any dependence of the tests.
    permutations : int
        How often the classes are shuffled over the tasks.
    seed : int
        Of the shuffles.

    Returns
    -------
    pandas.DataFrame
        One row a keyword, the smallest p first: ``keyword``, ``p`` (Fisher's exact
        test, two-sided), ``p_fdr`` (adjusted), ``p_joint`` (share of shuffles whose
        smallest p over all keywords is as small) and ``false_alarm`` (probability
        of p <= 0.05 if the classes fell on tasks at random; p-values of few tasks
        are coarse, so it is less than 0.05).
    """
    from statsmodels.stats.multitest import multipletests

    check_choice("rule for the false discovery rate", [fdr_rule], FDR_RULES)
    tasks = classed_tasks(left_out)
    hit = tasks["part"].isin(list(counted)).to_numpy()
    member = pd.crosstab(tagged["keyword"], tagged["bigbench_task"])
    member = member.reindex(columns=tasks["bigbench_task"], fill_value=0)
    matrix = member.to_numpy()
    sizes = matrix.sum(axis=1)
    p_table = [fisher_p(n, hit.sum(), hit.size) for n in sizes]
    p = _look_up(p_table, matrix @ hit[:, None])[:, 0]
    smallest = _shuffled_minima(p_table, matrix, hit, permutations, seed)
    joint = (1 + (smallest <= p[:, None] * (1 + 1e-9)).sum(axis=1)) / (1 + permutations)
    table = pd.DataFrame(
        {
            "keyword": member.index,
            "p": p,
            "p_fdr": multipletests(p, method=FDR_RULES[fdr_rule])[1],
            "p_joint": joint,
            "false_alarm": _false_alarms(p_table, sizes, hit),
        }
    )
    return table.sort_values(["p", "keyword"], ignore_index=True)


def fisher_p(tasks: int, hits: int, population: int) -> np.ndarray:
    """Return two-sided p-values of Fisher's exact test, all margins fixed.

    Parameters
    ----------
    tasks : int
        Tasks of a keyword.
    hits, population : int
        Tasks of the counted classes, and all tasks.

    Returns
    -------
    numpy.ndarray
        For 0, 1, ..., `tasks` hits among the keyword's tasks.
    """
    chance = _hypergeometric(tasks, hits, population)
    as_rare = chance[None, :] <= chance[:, None] * (1 + 1e-7)
    return np.minimum((as_rare * chance[None, :]).sum(axis=1), 1.0)


def _hypergeometric(tasks: int, hits: int, population: int) -> np.ndarray:
    from scipy.stats import hypergeom

    return hypergeom.pmf(np.arange(tasks + 1), population, hits, tasks)


def _false_alarms(
    p_table: list[np.ndarray], sizes: np.ndarray, hit: np.ndarray
) -> list[float]:
    return [
        float(_hypergeometric(n, hit.sum(), hit.size)[p <= 0.05].sum())
        for p, n in zip(p_table, sizes, strict=True)
    ]


def _look_up(p_table: list[np.ndarray], hits: np.ndarray) -> np.ndarray:
    return np.array([p[h] for p, h in zip(p_table, hits, strict=True)])


def _shuffled_minima(
    p_table: list[np.ndarray],
    matrix: np.ndarray,
    hit: np.ndarray,
    permutations: int,
    seed: int,
) -> np.ndarray:
    generator = np.random.default_rng(seed)
    labels = np.tile(hit[:, None].astype(np.int16), permutations)
    shuffled = generator.permuted(labels, axis=0)
    return _look_up(p_table, matrix.astype(np.int16) @ shuffled).min(axis=0)
