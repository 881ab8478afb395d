"""The rows of Table 1, each with the model whose scale it prints."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.dataset import load

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
