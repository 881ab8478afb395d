"""Which OpenLLaMA checkpoints lie before the published elbows."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.case_studies.printed_elbows import printed_elbows
from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.forecasting.snell_tables import TASKS
from emergestudy.data import load

V1_MODELS = ("OpenLLaMA 3B", "OpenLLaMA 7B", "OpenLLaMA 13B")
V2_MODELS = ("OpenLLaMA 3Bv2", "OpenLLaMA 7Bv2")
BEFORE, EDGE, PAST = "before", "at the edge", "past"


def loss_curves(models: Sequence[str]) -> pd.DataFrame:
    """Return training losses read off the published plots.

    Parameters
    ----------
    models : sequence of str
        Names of `V1_MODELS` or `V2_MODELS`; losses of the two groups do not compare,
        because each is measured on its own mixture.

    Returns
    -------
    pandas.DataFrame
        ``model``, ``tokens`` (middle of 25 billion), ``loss`` (nats per token) and
        ``spread`` (standard deviation of the drawn line within them).
    """
    check_choice("model with a loss curve", models, [*V1_MODELS, *V2_MODELS])
    rows = load("openllama_losses")
    rows = rows[rows["model"].isin(list(models))]
    rows = rows.assign(tokens=(rows["tokens_low"] + rows["tokens_high"]) / 2)
    names = {"train_loss": "loss", "loss_sd": "spread"}
    columns = ["model", "tokens", "loss", "spread"]
    return rows.rename(columns=names)[columns].reset_index(drop=True)


def ladder_groups() -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Return curves and checkpoints of V1 and of V2, for `loss_ladder`."""
    points = load("openllama_checkpoints").dropna(subset="train_loss")
    groups = {"V1, on its mixture": V1_MODELS, "V2, on its mixture": V2_MODELS}
    return {
        title: (loss_curves(models), points[points["model"].isin(models)])
        for title, models in groups.items()
    }


def true_elbows(tasks: Sequence[str]) -> pd.DataFrame:
    """Return the true elbows in training loss that Table 3 prints, earliest first.

    Parameters
    ----------
    tasks : sequence of str
        As printed, without the two rows in C4 loss and APPS, which has no truth.

    Returns
    -------
    pandas.DataFrame
        ``task`` and ``truth``, in nats per token.

    Raises
    ------
    UsageError
        If a task has no true elbow in training loss.
    """
    check_choice("task with a true elbow in training loss", tasks, TASKS)
    table = printed_elbows().loc[list(dict.fromkeys(tasks)), ["truth"]]
    return table.sort_values("truth", ascending=False).reset_index()


def checkpoint_places(tasks: Sequence[str]) -> pd.DataFrame:
    """Place each V1 checkpoint before or past each true elbow.

    Returns
    -------
    pandas.DataFrame
        One row a task and checkpoint: ``task``, ``elbow``, ``model``, ``train_tokens``,
        ``train_flops``, ``train_loss``, ``loss_sd`` and ``place``: ``"before"`` if the
        loss is above the elbow, ``"past"`` if below, ``"at the edge"`` if it is within
        the spread of the drawn line of it. Checkpoints above the plotted range, whose
        loss cannot be read, are before every elbow.
    """
    points = load("openllama_checkpoints")
    points = points[points["model"].isin(V1_MODELS)]
    elbows = true_elbows(tasks)
    table = elbows.rename(columns={"truth": "elbow"}).merge(points, how="cross")
    distance = table["train_loss"] - table["elbow"]
    place = pd.Series(BEFORE, index=table.index).mask(distance < 0, PAST)
    table["place"] = place.mask(distance.abs() <= table["loss_sd"], EDGE)
    columns = ["task", "elbow", "model", "train_tokens", "train_flops"]
    return table[[*columns, "train_loss", "loss_sd", "place"]]


def count_places(places: pd.DataFrame) -> pd.DataFrame:
    """Count checkpoints by place, and name the first past each elbow in FLOPs.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, ``elbow``, the three places, ``last_before`` and
        ``first_past`` (training FLOPs of the largest checkpoint before the elbow of
        any size, and of the smallest past it).
    """
    counts = pd.crosstab([places["task"], places["elbow"]], places["place"])
    counts = counts.reindex(columns=[BEFORE, EDGE, PAST], fill_value=0)
    by = ["task", "elbow"]
    past = places[places["place"] == PAST].groupby(by)["train_flops"].min()
    before = places[places["place"] == BEFORE].groupby(by)["train_flops"].max()
    table = counts.assign(last_before=before, first_past=past)
    table = table.rename_axis(columns=None).reset_index()
    return table.sort_values("elbow", ascending=False).reset_index(drop=True)


def printed_first_past() -> float:
    """Return the training FLOPs of the first model past MMLU's elbow, as captioned."""
    table = load("snell2024_results").set_index("quantity")["value"]
    return float(table["earliest_post_emergence_model_flops"])


def smallest_places(places: pd.DataFrame) -> str:
    """Name the tasks whose elbow no checkpoint of the smallest model has passed.

    Returns
    -------
    str
        In words; ``"any task chosen"`` if there is none.
    """
    small = places[places["model"] == V1_MODELS[0]]
    tasks = small.groupby("task", sort=False)["place"]
    names = [task for task, place in tasks if (place == BEFORE).all()]
    return ", ".join(names) if names else "any task chosen"
