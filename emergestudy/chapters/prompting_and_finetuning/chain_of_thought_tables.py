"""Chain of thought against standard prompting: the printed tables of its own paper."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.prompting_and_finetuning.paired_scores import with_errors
from emergestudy.chapters.prompting_and_finetuning.training_compute import place_on
from emergestudy.chapters.technique_calls import technique_points
from emergestudy.data import load

FAMILIES = ("LaMDA", "PaLM", "InstructGPT")
ARITHMETIC = ("gsm8k", "svamp", "asdiv", "aqua", "mawps")
COMMONSENSE = (
    "commonsenseqa", "strategyqa", "date_understanding", "sports_understanding",
    "saycan",
)  # fmt: skip
SYMBOLIC = ("last_letter_concatenation_2_in_domain", "coin_flip_2_in_domain")
BENCHMARKS = (*ARITHMETIC, *COMMONSENSE, *SYMBOLIC)
TABLES = ("Table 2", "Table 3", "Table 4", "Table 5")


def chain_of_thought_pairs(
    benchmarks: Sequence[str] = BENCHMARKS,
    families: Sequence[str] = FAMILIES,
    *,
    x_axis: str = "params",
) -> pd.DataFrame:
    """Select benchmarks and families of Tables 2 to 5 of Wei et al. (2022, b).

    Parameters
    ----------
    benchmarks : sequence of str
        Keys of the ``tasks`` table, among those with a printed size.
    families : sequence of str
        Of `FAMILIES`. InstructGPT's sizes are the paper's labels of API models.
    x_axis : str
        ``"params"``, or ``"train_flops"`` (see `place_on`).

    Returns
    -------
    pandas.DataFrame
        Pairs, as in `paired_scores`, in the order asked for.

    Raises
    ------
    UsageError
        If a benchmark or family does not exist, or no pair is left.
    """
    rows = load("chain_of_thought_scores")
    keep = rows["setting"].isin(["standard_prompting", "chain_of_thought"])
    rows = rows[keep & rows["params"].notna() & rows["locator"].isin(TABLES)]
    check_choice("benchmark", benchmarks, rows["task"].unique())
    check_choice("family", families, FAMILIES)
    rows = rows[rows["task"].isin(list(benchmarks))]
    rows = rows[rows["family"].isin(list(families))]
    rows = rows.assign(n_eval=rows["n_eval"].astype("float64"))
    index = ["task", "family", "model", "params", "n_eval"]
    pairs = rows.pivot(index=index, columns="setting", values="value").reset_index()
    names = {"standard_prompting": "baseline", "chain_of_thought": "technique"}
    pairs = place_on(with_errors(pairs.rename(columns=names)), x_axis)
    order = {name: i for i, name in enumerate([*benchmarks, *families])}
    keys = pairs[["task", "family"]].map(order.get).assign(scale=pairs["scale"])
    pairs = pairs.loc[keys.sort_values(["task", "family", "scale"]).index]
    return pairs.rename_axis(columns=None).reset_index(drop=True)


def drawn_and_printed(x_axis: str = "train_flops") -> pd.DataFrame:
    """Set Fig. 3A beside the table that the same scores were printed in.

    Returns
    -------
    pandas.DataFrame
        One row a LaMDA size: ``model`` (of Fig. 3A), ``printed_model``, ``scale``
        (of the figure), ``drawn_baseline``, ``drawn_technique`` (read off Fig. 3A),
        ``printed_baseline``, ``printed_technique`` (Table 2 of the chain-of-thought
        paper), ``printed_calculator`` (its Table 1; NaN where there is none), in
        percent, and ``n_eval``.
    """
    drawn = technique_points("3A", x_axis).sort_values("scale")
    rows = load("chain_of_thought_scores").query("family == 'LaMDA'")
    rows = rows[
        (rows["task"] == "gsm8k") & rows["locator"].isin(["Table 1", "Table 2"])
    ]
    printed = rows.pivot(index=["params", "model"], columns="setting", values="value")
    printed = printed.reset_index().sort_values("params").set_axis(drawn.index)
    return pd.DataFrame(
        {
            "model": drawn["model"],
            "printed_model": printed["model"],
            "scale": drawn["scale"],
            "drawn_baseline": drawn["baseline"],
            "printed_baseline": printed["standard_prompting"],
            "drawn_technique": drawn["technique"],
            "printed_technique": printed["chain_of_thought"],
            "printed_calculator": printed["chain_of_thought_ext_calculator"],
            "n_eval": drawn["n_eval"],
        }
    )


def both_versions(table: pd.DataFrame) -> pd.DataFrame:
    """Stack the drawn and the printed scores of `drawn_and_printed` as pairs."""
    parts = [
        pd.DataFrame(
            {
                "task": np.repeat(which, len(table)),
                "family": "LaMDA",
                "model": table["model"],
                "scale": table["scale"],
                "n_eval": table["n_eval"],
                "baseline": table[f"{which}_baseline"],
                "technique": table[f"{which}_technique"],
            }
        )
        for which in ("drawn", "printed")
    ]
    return with_errors(pd.concat(parts, ignore_index=True))
