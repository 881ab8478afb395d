"""Short forms of many calls: a place in words, counts by family and by model."""

from collections.abc import Mapping

import pandas as pd

from emergestudy.chapters.prompting_and_finetuning.crossings import HIGHER, LOWER


def in_words(call: Mapping) -> str:
    """Say where a technique starts to help, with the interval, or what it does.

    Parameters
    ----------
    call : mapping
        With ``verdict``, ``point``, ``low`` and ``high``.
    """
    if pd.isna(call["point"]):
        return str(call["verdict"]).replace("_", " ")
    return "{point:.1e} ({low:.1e} to {high:.1e})".format(**call).replace("e+", "e")


def count_calls(calls: pd.DataFrame) -> pd.DataFrame:
    """Count verdicts by family.

    Parameters
    ----------
    calls : pandas.DataFrame
        From `crossings`.

    Returns
    -------
    pandas.DataFrame
        One row a verdict, one column a family and ``all``.
    """
    table = pd.crosstab(calls["verdict"], calls["family"])
    table = table[calls["family"].unique()]
    table = table.assign(all=table.sum(axis=1))
    return table.sort_values("all", ascending=False, kind="stable").rename_axis(
        columns=None
    )


def by_model(gains: pd.DataFrame) -> pd.DataFrame:
    """Count, for each model, the tasks on which the technique raises its score.

    Parameters
    ----------
    gains : pandas.DataFrame
        From `with_gain`.

    Returns
    -------
    pandas.DataFrame
        One row a model, by family and size: ``family``, ``model``, ``scale``,
        ``tasks``, ``higher`` and ``lower`` (by sign), ``helps`` and ``hurts`` (the
        interval leaves out zero; tasks without n do not count), ``median_gain``.
    """
    flags = gains.assign(
        tasks=1,
        higher=gains["gain"] > 0,
        lower=gains["gain"] < 0,
        helps=gains["effect"] == HIGHER[0],
        hurts=gains["effect"] == LOWER[0],
    )
    names = ["tasks", "higher", "lower", "helps", "hurts"]
    models = flags.groupby(["family", "model", "scale"], sort=False)
    table = models[names].sum().astype(int)
    table["median_gain"] = models["gain"].median()
    table = table.reset_index()
    rank = {name: i for i, name in enumerate(gains["family"].unique())}
    keys = table.assign(rank=table["family"].map(rank))
    return table.loc[keys.sort_values(["rank", "scale"]).index].reset_index(drop=True)
