"""The rows of Table 1, each with the model whose scale it prints."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load

GROUPS = {"few_shot": "Few-shot prompting", "augmented": "Augmented prompting"}
AXES = {"train_flops": "emergence_flops", "params": "emergence_params"}


def table1_rows(groups: Sequence[str] = tuple(GROUPS)) -> pd.DataFrame:
    """Match each row that prints a scale with a model of Table 2.

    Parameters
    ----------
    groups : sequence of str
        ``"few_shot"``, ``"augmented"`` or both.

    Returns
    -------
    pandas.DataFrame
        One row a printed row: ``row``, ``group``, ``ability``, ``family``, ``model``
        and ``where`` (the table that lists the model; both empty if none does). For
        each axis: ``train_flops`` and ``params`` as Table 1 prints them,
        ``model_train_flops`` and ``model_params`` of the model, and
        ``smaller_train_flops`` and ``smaller_params`` of the next smaller model
        of its family (NaN if there is none). ``curves``: those of this study.

    Raises
    ------
    UsageError
        If a group does not exist.

    Notes
    -----
    The model is the one of the row's family whose number of parameters is nearest.
    A row may name a tuned model ("FLAN"); its family is then that of
    ``first_model``. Families that Table 2 lacks (T5) are looked up in the table of
    another paper.
    """
    check_choice("group of Table 1", groups, GROUPS)
    table = load("wei2022_table1")
    table = table[table["group"].isin(list(groups))]
    table = table.dropna(subset=list(AXES.values()))
    models = load("models").dropna(subset=list(AXES))
    rows = [_matched(row, models) for row in table.itertuples()]
    return pd.DataFrame(rows).reset_index(drop=True)


def unscaled_rows() -> int:
    """Return how many rows of Table 1 print no scale."""
    return int(load("wei2022_table1")[list(AXES.values())].isna().all(axis=1).sum())


def rows_to_draw(
    rows: pd.DataFrame, x_axis: str = "train_flops", order: str = "scale"
) -> pd.DataFrame:
    """Shape rows for `emergestudy.figures.emergence_scales`.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `table1_rows`.
    x_axis : str
        ``"train_flops"`` or ``"params"``.
    order : str
        ``"scale"``: the smallest scale of each group first; ``"table"``: as printed.

    Returns
    -------
    pandas.DataFrame
        With the heading of each group, ``printed`` and ``smaller``.
    """
    check_choice("order of the rows", [order], ["scale", "table"])
    drawn = rows.assign(printed=rows[x_axis], smaller=rows[f"smaller_{x_axis}"])
    drawn["place"] = drawn["group"].map({g: i for i, g in enumerate(GROUPS)})
    keys = ["place", "printed", "row"] if order == "scale" else ["place", "row"]
    drawn = drawn.sort_values(keys, ignore_index=True)
    return drawn.assign(group=drawn["group"].map(GROUPS)).drop(columns="place")


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of `table1_rows` that a reader looks at, in words."""
    names = {"train_flops": "printed_flops", "params": "printed_params"}
    columns = ["row", "ability", "family", *names, "model"]
    columns += ["model_train_flops", "smaller_train_flops", "smaller_params"]
    return rows[columns].rename(columns=names)


def _matched(row: object, models: pd.DataFrame) -> dict[str, object]:
    named = models[models["model"] == row.first_model]
    family = row.model_as_printed if named.empty else named["family"].iloc[0]
    sizes = models[models["family"] == family]
    listed = sizes[sizes["locator"] == "Table 2"]
    sizes = sizes if listed.empty else listed
    found = {"row": row.row, "group": row.group, "ability": row.ability}
    found |= {"family": family, "model": "", "where": ""}
    found |= {axis: getattr(row, column) for axis, column in AXES.items()}
    distance = np.abs(np.log(sizes["params"] / row.emergence_params))
    nearest = None if sizes.empty else sizes.loc[distance.idxmin()]
    if nearest is not None:
        found |= {"model": nearest["model"], "where": nearest["locator"]}
    for axis in AXES:
        own = np.nan if nearest is None else nearest[axis]
        found[f"model_{axis}"] = own
        found[f"smaller_{axis}"] = sizes.loc[sizes[axis] < own, axis].max()
    return found | {"curves": row.curves if isinstance(row.curves, str) else ""}
