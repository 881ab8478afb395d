"""The bars of Fig. 8, rebuilt from the lists of Appendix E and BIG-bench's keywords."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.task_census.tasks_by_class import BAR_PARTS, PART_LABELS
from emergestudy.data import load
from emergestudy.errors import UsageError

PARTS = list(PART_LABELS)
# Keywords that say how a task is asked, not what it is about.
FORMAT_KEYWORDS = (
    "multiple-choice",
    "zero-shot",
    "one-shot",
    "many-shot",
    "example-task",
)
# The conditions under which the drawn bars come out.
LEFT_OUT = ("GPT-3 13B",)
MIN_TASKS = 5


def classed_tasks(left_out: Sequence[str] = LEFT_OUT) -> pd.DataFrame:
    """Return the tasks of the four classes that Fig. 8 draws.

    Parameters
    ----------
    left_out : sequence of str
        First models above random whose tasks are left out.

    Returns
    -------
    pandas.DataFrame
        Columns ``bigbench_task`` and ``part`` (a name of `PARTS`).
    """
    tasks = load("bigbench_tasks")
    tasks = tasks.assign(part=tasks["class"].map(BAR_PARTS)).dropna(subset="part")
    kept = tasks[~tasks["first_model_above_random"].isin(list(left_out))]
    return kept[["bigbench_task", "part"]].reset_index(drop=True)


def tagged_tasks(
    left_out: Sequence[str] = LEFT_OUT,
    *,
    keep_format: bool = False,
    min_tasks: int = MIN_TASKS,
) -> pd.DataFrame:
    """Return one row for each task and keyword that the bars count.

    Parameters
    ----------
    left_out : sequence of str
        As in `classed_tasks`.
    keep_format : bool
        Whether to count keywords of the format of a task, too.
    min_tasks : int
        Keywords with fewer tasks are dropped.

    Returns
    -------
    pandas.DataFrame
        Columns ``bigbench_task``, ``part`` and ``keyword``.

    Raises
    ------
    UsageError
        If no keyword has so many tasks.
    """
    rows = classed_tasks(left_out).merge(load("bigbench_keywords"), on="bigbench_task")
    if not keep_format:
        rows = rows[~rows["keyword"].isin(FORMAT_KEYWORDS)]
    size = rows["keyword"].map(rows["keyword"].value_counts())
    if (kept := rows[size >= min_tasks]).empty:
        raise UsageError(
            f"no keyword has {min_tasks} tasks; the most common has {size.max():.0f}"
        )
    return kept[["bigbench_task", "part", "keyword"]].reset_index(drop=True)


def keyword_bars(tagged: pd.DataFrame) -> pd.DataFrame:
    """Count the tasks of each keyword by class.

    Parameters
    ----------
    tagged : pandas.DataFrame
        From `tagged_tasks`.

    Returns
    -------
    pandas.DataFrame
        Indexed by keyword, the longest bar first; the columns of `PARTS`, ``total``.
    """
    table = pd.crosstab(tagged["keyword"], tagged["part"])
    table = table.reindex(columns=PARTS, fill_value=0).rename_axis(columns=None)
    table = table.assign(total=table.sum(axis=1)).reset_index()
    order = ["total", "keyword"]
    return table.sort_values(order, ascending=[False, True]).set_index("keyword")


def drawn_bars() -> pd.DataFrame:
    """Return the bars as Fig. 8 draws them, shaped like `keyword_bars`."""
    drawn = load("wei2022_keyword_counts")
    drawn = drawn.assign(keyword=drawn["keyword"].str.lower())
    return drawn.set_index("keyword")[[*PARTS, "total"]].astype("int64")


def compare_bars(bars: pd.DataFrame) -> pd.DataFrame:
    """Set rebuilt bars beside the drawn ones.

    Returns
    -------
    pandas.DataFrame
        One row a keyword that either has: ``keyword``, ``rebuilt`` and ``drawn`` (the
        four parts, joined by "+"), ``outcome``: *same*, *differs*, *not drawn* or
        *not rebuilt*.
    """
    drawn = drawn_bars()
    names = [*drawn.index, *bars.index.difference(drawn.index)]
    rows = []
    for name in names:
        here, there = _in_words(bars, name), _in_words(drawn, name)
        outcome = "same" if here == there else "differs"
        outcome = outcome if here else "not rebuilt"
        outcome = outcome if there else "not drawn"
        rows.append([name, here, there, outcome])
    return pd.DataFrame(rows, columns=["keyword", "rebuilt", "drawn", "outcome"])


def one_condition_dropped() -> pd.DataFrame:
    """Rebuild the bars with all three conditions, and without one at a time.

    Returns
    -------
    pandas.DataFrame
        One row a rebuild: ``conditions``, ``bars``, ``same``, ``differs`` and
        ``not_drawn``, and the keywords ``differing`` and ``extra``.
    """
    variants = {
        "all three": tagged_tasks(),
        "tasks of GPT-3 13B counted": tagged_tasks(()),
        "format keywords counted": tagged_tasks(keep_format=True),
        "keywords with fewer tasks counted": tagged_tasks(min_tasks=1),
    }
    return pd.DataFrame([_tally(n, keyword_bars(t)) for n, t in variants.items()])


def _tally(name: str, bars: pd.DataFrame) -> dict[str, object]:
    table = compare_bars(bars)
    by_outcome = table.groupby("outcome")["keyword"].agg(list).to_dict()
    differing, extra = by_outcome.get("differs", []), by_outcome.get("not drawn", [])
    return {
        "conditions": name,
        "bars": len(bars),
        "same": len(by_outcome.get("same", [])),
        "differs": len(differing),
        "not_drawn": len(extra),
        "differing": ", ".join(differing),
        "extra": ", ".join(extra),
    }


def _in_words(bars: pd.DataFrame, keyword: str) -> str:
    return "+".join(map(str, bars.loc[keyword, PARTS])) if keyword in bars.index else ""
