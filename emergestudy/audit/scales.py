"""Checks of Tables 1 and 2, and of what is said of parameters, tokens and compute."""

import pandas as pd

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.chapters.table_of_emergence.beside_calls import beside_calls
from emergestudy.chapters.table_of_emergence.family_scales import (
    chinchilla_beside_gopher,
    family_scales,
    proportional,
)
from emergestudy.chapters.table_of_emergence.printed_rows import table1_rows
from emergestudy.chapters.table_of_emergence.slips import six_nd, table1_slips
from emergestudy.chapters.task_census.named_keywords import numbers_in
from emergestudy.data import load

SLIP = 0.05  # two printed digits round by this much at the most
SAME_TOKENS = 0.10  # relative difference up to which tokens are constant
SIMILAR = 0.20  # relative difference up to which compute is similar


def table_1() -> Finding:
    """Decide whether the rows of Table 1 hold.

    Two kinds of statement. A row whose model is known prints that model's scale, up
    to `SLIP`. On a row whose curves this study has, the estimator agrees with the
    named model or overlaps it, on every curve.
    """
    rows = table1_rows()
    slips = table1_slips(rows, SLIP)
    known = int((rows["model"] != "").sum())
    sound = known - slips["row"].nunique()
    calls = beside_calls(rows)
    placed = calls["outcome"].isin(["agrees", "overlaps"]).groupby(calls["row"]).all()
    differ = placed.index[~placed].astype(str)
    slipped = slips["row"].drop_duplicates().astype(str)
    return by_share(
        sound + int(placed.sum()),
        known + len(placed),
        f"{sound} of {known} rows print the scale of Table 2's model within "
        f"{100 * SLIP:.0f} % (others: {', '.join(slipped) or 'none'}); the estimator "
        f"bears out {int(placed.sum())} of {len(placed)} rows with curves (others: "
        f"{', '.join(differ) or 'none'})",
    )


def table_2() -> Finding:
    """Decide whether the compute of every model of Table 2 is 6ND.

    Up to `SLIP`; a correction is needed if a number is 6ND only once its misprint
    is put right.
    """
    printed, used = six_nd(), six_nd("train_flops")
    off = (printed["ratio"] - 1).abs() > SLIP
    sound = (used["ratio"] - 1).abs() <= SLIP
    words = [
        f"{row.model} prints {row.train_flops:.3g}, 6ND is {row.six_nd:.3g}"
        for row in printed[off].itertuples()
    ]
    return by_share(
        int(sound.sum()),
        len(used),
        f"{int((~off).sum())} of {len(printed)} printed numbers within "
        f"{100 * SLIP:.0f} % of 6ND; {'; '.join(words) or 'no misprint'}",
        correction=bool(off.any()),
    )


def claim_c33() -> Finding:
    """Decide whether PaLM 540B used the multiple of GPT-3's compute that is said.

    It does if the ratio of Table 2 rounds to the number in the sentence.
    """
    flops = load("models").query("locator == 'Table 2'").groupby("family")
    largest = flops["train_flops"].max()
    ratio = largest["PaLM"] / largest["GPT-3"]
    holds = round(ratio) == numbers_in("C33")[0]
    return by_share(int(holds), 1, f"largest PaLM over largest GPT-3: {ratio:.2f}")


def claim_k04() -> Finding:
    """Decide whether compute grows in proportion to parameters within each family.

    One statement a family, by the rule of `proportional`.
    """
    summary = _families()
    holds = proportional(summary)
    words = [
        f"{row.family} slope {row.slope:.2f}, compute per parameter within a factor "
        f"of {row.per_parameter:.1f}"
        for row in summary.itertuples()
    ]
    return by_share(int(holds.sum()), len(holds), "; ".join(words))


def claim_k05() -> Finding:
    """Say that the cost of a dot product is arithmetic: a definition."""
    terms = 100
    operations = terms + (terms - 1)
    return Finding(
        "definition",
        f"n multiplications and n - 1 additions; for {terms} terms {operations}, "
        f"6ND counts {2 * terms}, {100 * (2 * terms / operations - 1):.1f} % more",
    )


def claim_k06() -> Finding:
    """Decide whether all sizes of a family saw the same number of tokens.

    One statement a family: the most tokens exceed the fewest by `SAME_TOKENS` at
    the most.
    """
    summary = _families()
    holds = summary["tokens_ratio"] <= 1 + SAME_TOKENS
    words = [
        f"{row.family} {row.fewest_tokens / 1e9:.0f} to {row.most_tokens / 1e9:.0f}"
        for row in summary.itertuples()
    ]
    return by_share(
        int(holds.sum()), len(holds), f"billions of tokens: {', '.join(words)}"
    )


def claim_k07() -> Finding:
    """Decide whether Chinchilla has a quarter of Gopher's parameters at like compute.

    Two statements: the ratio of parameters is 1/4 up to `SLIP`; the ratio of
    compute is 1 up to `SIMILAR`, whichever printed numbers are compared.
    """
    pairs = chinchilla_beside_gopher()
    quarter = bool(((4 * pairs["params_ratio"] - 1).abs() <= SLIP).all())
    similar = bool(((pairs["flops_ratio"] - 1).abs() <= SIMILAR).all())
    low, high = pairs["flops_ratio"].min(), pairs["flops_ratio"].max()
    return by_share(
        quarter + similar,
        2,
        f"parameters: {pairs['params_ratio'].iloc[0]:.2f} times Gopher's; compute: "
        f"{pairs['flops_ratio'].iloc[0]:.2f} times by Table 2, {low:.2f} to {high:.2f} "
        "over all printed pairs",
    )


def _families() -> pd.DataFrame:
    return family_scales(six_nd()["family"].unique())[1]


FIGURES: dict[str, Check] = {"Table 1": table_1, "Table 2": table_2}
CLAIMS: dict[str, Check] = {
    "C33": claim_c33,
    "K04": claim_k04,
    "K05": claim_k05,
    "K06": claim_k06,
    "K07": claim_k07,
}
