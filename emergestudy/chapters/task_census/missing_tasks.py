"""Which tasks of Appendix E does Fig. 8 leave out? A search, not a guess."""

from itertools import combinations
from math import comb

import pandas as pd

from emergestudy.chapters.task_census.keyword_bars import (
    MIN_TASKS,
    classed_tasks,
    drawn_bars,
    tagged_tasks,
)


def sets_left_out(size: int) -> tuple[list[tuple[str, ...]], int]:
    """Find the sets of tasks without which all bars of Fig. 8 come out.

    Parameters
    ----------
    size : int
        Number of tasks in a set: 1 or 2 (larger searches take long).

    Returns
    -------
    fitting : list of tuple of str
        The sets that leave every drawn bar equal in every part, and no bar that is
        not drawn.
    tried : int
        How many sets there are.
    """
    tasks = classed_tasks(())
    tagged = tagged_tasks((), min_tasks=1)
    counts = pd.crosstab(tagged["bigbench_task"], [tagged["keyword"], tagged["part"]])
    drawn = drawn_bars().drop(columns="total").stack()
    cells = counts.sum().index.union(drawn.index)
    too_many = counts.sum().reindex(cells, fill_value=0).sub(drawn, fill_value=0)
    too_many = too_many[too_many.index.get_level_values(0).isin(drawn.index.levels[0])]
    # A task of which some drawn part lacks one cannot be in the set.
    own = counts.reindex(columns=too_many.index, fill_value=0)
    possible = own.index[(own <= too_many).all(axis=1)]
    fitting = [
        found
        for found in combinations(possible, size)
        if own.loc[list(found)].sum().eq(too_many).all() and _no_other_bar(found)
    ]
    return fitting, comb(len(tasks), size)


def _no_other_bar(left_out: tuple[str, ...]) -> bool:
    tagged = tagged_tasks((), min_tasks=1)
    kept = tagged[~tagged["bigbench_task"].isin(left_out)]
    sizes = kept["keyword"].value_counts()
    return set(sizes.index[sizes >= MIN_TASKS]) <= set(drawn_bars().index)
