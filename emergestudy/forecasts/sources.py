"""The data sets that forecasts are tried on, each one entry of `SOURCES`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy import load
from emergestudy.lab.world import CHANCE

LAB = "the lab"  # the one data set that is no record of language models at large


@dataclass(frozen=True)
class Source:
    """A data set, on a scale ``x`` of "loss" (nats a token) or "compute" (log10 FLOPs).

    ``read()`` returns one row a score: ``curve``, ``model``, ``scale``, ``score``,
    ``chance`` and ``ceiling``; ``brier`` and ``guess`` (the Brier score of guessing) if
    measured; and ``examples`` (NaN: few-shot) if models were finetuned.
    """

    name: str
    x: str
    read: Callable[[], pd.DataFrame]


def finetuned_models() -> pd.DataFrame:
    """Few-shot and finetuned MMLU and GSM8K of base models, against compute.

    Only models released before November 2023, as the source's authors do: later ones
    may have seen such questions in pretraining. Ends of whole epochs are left out.
    """
    rows = load("finetuning_scores")
    rows = rows[(rows["released"] < 2311) & rows["train_flops"].notna()]
    rows = rows[rows["setting"].isin(["few_shot", "finetuned_step"])]
    rows = rows.assign(examples=rows["finetuning_examples"].astype(float))
    brier = rows[(rows["metric"] == "brier_score") & rows["examples"].isna()]
    guess = brier["chance"].iloc[0]
    keys = ["model", "task"]
    brier = brier.set_index(keys)["value"].rename("brier")
    rows = rows[rows["metric"].isin(["accuracy", "exact_match_flexible_extract"])]
    rows = rows.join(brier, on=keys)
    return _against_compute(rows.assign(curve=rows["task"], ceiling=1.0, guess=guess))


def _brier_tasks():
    """Tasks of Wu and Lo with Brier scores, against compute, no overtrained models."""
    # Their Brier score is (1 - p)^2 for the probability p of the right answer.
    rows = load("open_brier_scores")
    rows = rows[~rows["overtrained"] & rows["train_flops"].notna()]
    keys = ["model", "task"]
    brier = rows[rows["metric"] == "target_conditioned_brier"].set_index(keys)["value"]
    rows = rows[rows["metric"] == "accuracy"].join(brier.rename("brier"), on=keys)
    guess = (1 - rows["chance"]) ** 2
    return _against_compute(rows.assign(curve=rows["task"], ceiling=1.0, guess=guess))


def _wei_families():
    """Families of Fig. 2 of Wei et al. with 5 models or more, against compute."""
    rows = load("wei2022_scores")
    rows = rows[rows["locator"].str.fullmatch("Fig. 2[A-H]")]
    rows = rows[rows["train_flops"].notna() & rows["chance"].notna()]
    panel = rows["locator"].str.removeprefix("Fig. ")
    rows = rows.assign(curve=panel + " " + rows["family"], ceiling=100.0)
    sizes = rows.groupby("curve")["model"]
    return _against_compute(rows[sizes.transform("nunique") >= 5])


def _pythia_sums():
    """Sums along the training of Pythia-deduped with 16 examples, against compute."""
    rows = load("pythia_arithmetic")
    rows = rows[rows["n_shot"] == rows["n_shot"].max()]
    return _against_compute(rows.assign(curve=rows["task"], ceiling=1.0))


def _pythia_tasks():
    """Zero-shot tasks along the training of both Pythia suites, against compute."""
    rows = load("pythia_scores")
    rows = rows[(rows["metric"] == "acc") & (rows["train_flops"] > 0)]
    curve = rows["task"] + ", " + rows["family"]
    return _against_compute(rows.assign(curve=curve, ceiling=1.0))


def _olmo_letters():
    """Letter answers along three runs of OLMo-2, against C4 loss."""
    rows = load("olmo_run_scores")
    keys = ["run", "step"]
    loss = rows[rows["task"] == "c4"].set_index(keys)["value"].rename("scale")
    rows = rows[(rows["setting"] == "multiple_choice_mc") & (rows["metric"] == "acc")]
    rows = rows.join(loss, on=keys)
    curve = rows["task"] + ", " + rows["run"]
    model = rows["run"] + " " + rows["step"].astype(str)
    return rows.assign(curve=curve, model=model, score=rows["value"], ceiling=1.0)


def _gadre_corpora():
    """Tasks of models of three training sets, against their C4 validation loss."""
    rows = load("gadre_scores")
    loss = rows[rows["task"] == "loss_c4_val"].set_index("model")["value"]
    rows = rows[rows["metric"] == "acc"].join(loss.rename("scale"), on="model")
    curve = rows["task"] + ", " + rows["train_data"]
    return rows.assign(curve=curve, score=rows["value"], ceiling=1.0)


def lab_curves(rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return few-shot and finetuned accuracy against pretraining loss.

    A curve is one seed of one world, its sizes pooled; `rows` is a grid of
    `emergestudy.lab.run_grid`, by default the committed one.
    """
    rows = load("lab") if rows is None else rows
    world, seed = rows["world"].astype(str), rows["seed"].astype(str)
    model = rows["size"].astype(str) + " " + rows["step"].astype(str)
    return rows.assign(
        curve="world " + world + ", seed " + seed,
        model=model,
        scale=rows["loss"],
        score=rows["accuracy"],
        chance=CHANCE,
        ceiling=1.0,
        brier=rows["label_brier"],
        guess=(1 - CHANCE) ** 2,
        examples=rows["examples"].astype(float),
    )


def _against_compute(rows):
    scale = np.log10(rows["train_flops"].astype(float))
    return rows.assign(scale=scale, score=rows["value"])


SOURCES = (
    Source("finetuned models", "compute", finetuned_models),
    Source("Wu and Lo", "compute", _brier_tasks),
    Source("Wei et al. Fig. 2", "compute", _wei_families),
    Source("Pythia sums", "compute", _pythia_sums),
    Source("Pythia tasks", "compute", _pythia_tasks),
    Source("OLMo-2 letters", "loss", _olmo_letters),
    Source("Gadre et al.", "loss", _gadre_corpora),
    Source(LAB, "loss", lab_curves),
)
