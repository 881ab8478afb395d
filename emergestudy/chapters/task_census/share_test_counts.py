"""How many keywords stand out, by what is counted and by how strict one is?"""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.task_census.keyword_shares import (
    FDR_RULES,
    compare_shares,
    fisher_p,
)

COUNTED = {
    "emergent": ["emergent_lamda_gpt", "emergent_palm"],
    "smoothly increasing": ["smoothly_increasing"],
    "flat": ["flat"],
}


def share_test_counts(
    tagged: pd.DataFrame,
    left_out: Sequence[str],
    *,
    error: float = 0.05,
    fdr: float = 0.10,
    permutations: int = 4000,
) -> pd.DataFrame:
    """Count keywords whose share differs from the rest, test by test.

    Parameters
    ----------
    tagged : pandas.DataFrame
        From `tagged_tasks`.
    left_out : sequence of str
        First models whose tasks are left out.
    error : float
        Threshold for single p-values and for the joint one.
    fdr : float
        False discovery rate.
    permutations : int
        As in `compare_shares`.

    Returns
    -------
    pandas.DataFrame
        One row a share: ``share``, ``keywords``, ``smallest_p``, ``single`` (p at most
        `error`), one column for each rule of the false discovery rate, ``joint``
        (joint p at most `error`).
    """
    rows = []
    for share, counted in COUNTED.items():
        row = {"share": share}
        for rule in FDR_RULES:
            tests = compare_shares(
                tagged, counted, left_out, fdr_rule=rule, permutations=permutations
            )
            row[rule] = int((tests["p_fdr"] <= fdr).sum())
        row["keywords"] = len(tests)
        row["smallest_p"] = float(tests["p"].min())
        row["single"] = int((tests["p"] <= error).sum())
        row["joint"] = int((tests["p_joint"] <= error).sum())
        rows.append(row)
    columns = ["share", "keywords", "smallest_p", "single", *FDR_RULES, "joint"]
    return pd.DataFrame(rows)[columns]


def power(
    tasks: int, hits: int, population: int, difference: float, error: float = 0.05
) -> float:
    """Return how often Fisher's test would notice a keyword that differs.

    Parameters
    ----------
    tasks : int
        Tasks of the keyword.
    hits, population : int
        Tasks of the counted classes, and all tasks.
    difference : float
        True share of the keyword less the overall share, in points.
    error : float
        Threshold of the single test.

    Returns
    -------
    float
        Probability that p is at most `error`, if the keyword's hits are binomial.
    """
    from scipy.stats import binom

    share = min(max(hits / population + difference / 100, 0.0), 1.0)
    noticed = fisher_p(tasks, hits, population) <= error
    return float(binom.pmf(range(tasks + 1), tasks, share)[noticed].sum())
