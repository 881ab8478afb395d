"""Where Table 1 prints another scale than Table 2, and Table 2 another than 6ND."""

import pandas as pd

from emergestudy.chapters.table_of_emergence.printed_rows import AXES
from emergestudy.data import load
from emergestudy.estimators import training_flops


def table1_slips(rows: pd.DataFrame, tolerance: float = 0.05) -> pd.DataFrame:
    """List the numbers of Table 1 that differ from Table 2.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `table1_rows`.
    tolerance : float
        Relative difference up to which two numbers count as the same; two printed
        digits round by 0.05 at the most.

    Returns
    -------
    pandas.DataFrame
        One row a number that differs: ``row``, ``ability``, ``axis``, ``printed``,
        ``model``, ``table_2`` (the model's), ``ratio``, and ``also_printed``: what
        other papers print for the same model.
    """
    found = []
    for axis in AXES:
        ratio = rows[axis] / rows[f"model_{axis}"]
        for i in rows.index[(ratio - 1).abs() > tolerance]:
            found.append(
                {
                    "row": rows["row"][i],
                    "ability": rows["ability"][i],
                    "axis": axis,
                    "printed": rows[axis][i],
                    "model": rows["model"][i],
                    "table_2": rows[f"model_{axis}"][i],
                    "ratio": ratio[i],
                    "also_printed": _elsewhere(rows["model"][i], axis),
                }
            )
    columns = ["row", "ability", "axis", "printed", "model", "table_2", "ratio"]
    table = pd.DataFrame(found, columns=[*columns, "also_printed"])
    return table.sort_values(["row", "axis"], ignore_index=True)


def agreement_by_tolerance(
    rows: pd.DataFrame, tolerances: tuple[float, ...] = (0.02, 0.05, 0.1, 0.3)
) -> pd.DataFrame:
    """Count the rows of Table 1 without a slip, tolerance by tolerance."""
    known = rows[rows["model"] != ""]
    counts = [known["row"].nunique() - _slipped(known, t) for t in tolerances]
    return pd.DataFrame(
        {"tolerance": tolerances, "rows_alike": counts, "rows": len(known)}
    )


def six_nd(flops: str = "train_flops_printed") -> pd.DataFrame:
    """Set the compute of Table 2 beside 6 times parameters times tokens.

    Parameters
    ----------
    flops : str
        ``"train_flops_printed"``, slips included, or ``"train_flops"``.

    Returns
    -------
    pandas.DataFrame
        One row a model: ``family``, ``model``, ``params``, ``train_tokens``,
        ``train_flops``, ``six_nd`` and ``ratio`` of the two.
    """
    models = load("models").query("locator == 'Table 2'").reset_index(drop=True)
    product = training_flops(models["params"], models["train_tokens"])
    table = models[["family", "model", "params", "train_tokens"]]
    return table.assign(
        train_flops=models[flops], six_nd=product, ratio=models[flops] / product
    )


def table2_slips(tolerance: float = 0.05) -> pd.DataFrame:
    """List the models of Table 2 whose printed compute is not 6ND.

    Returns
    -------
    pandas.DataFrame
        Rows of `six_nd`, with ``used``: the compute that this study uses instead.
    """
    table = six_nd()
    table["used"] = six_nd("train_flops")["train_flops"]
    return table[(table["ratio"] - 1).abs() > tolerance]


def _slipped(rows: pd.DataFrame, tolerance: float) -> int:
    return table1_slips(rows, tolerance)["row"].nunique()


def _elsewhere(model: str, axis: str) -> str:
    others = load("models").query("model == @model and locator != 'Table 2'")
    values = others.dropna(subset=axis).drop_duplicates(axis)
    return ", ".join(
        f"{v:.3g} ({s})" for v, s in zip(values[axis], values["source"], strict=True)
    )
