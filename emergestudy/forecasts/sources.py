"""The data sets that forecasts are tried on, each one entry of `SOURCES`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy import load
from emergestudy.lab.world import CHANCE

OTHER = "other "  # how columns begin that hold the same model's score on another task


@dataclass(frozen=True)
class Source:
    """A data set, on a scale ``x`` of "loss" (nats a token) or "compute" (log10 FLOPs).

    ``read()`` returns one row a score: ``curve``, ``task`` (curves of one task are not
    independent), ``model``, ``scale``, ``score`` and ``chance`` (0 to 1); where known
    ``n`` (test items), ``loss`` (nats), ``brier`` with ``guess`` (that of guessing),
    columns ``other TASK`` (the same model elsewhere), and ``examples`` (NaN: prompted)
    if models were finetuned.
    """

    name: str
    x: str
    read: Callable[[], pd.DataFrame]


def _gpt3():
    """Tasks of GPT-3's Table H.1 by number of shots, on the split named first."""
    rows = load("gpt3_scores")
    rows = rows[rows["locator"] == "Table H.1"].dropna(subset=["chance", "train_flops"])
    rows = rows.drop_duplicates(["task", "setting", "model"])
    return _against_compute(rows, rows["task"] + ", " + rows["setting"])


def _wei_families():
    """Families of Fig. 2 of Wei et al., against compute."""
    rows = load("wei2022_scores")
    rows = rows[rows["locator"].str.fullmatch("Fig. 2[A-H]")]
    rows = rows.dropna(subset=["train_flops", "chance"])
    panel = rows["locator"].str.removeprefix("Fig. ")
    return _against_compute(rows, panel + " " + rows["family"])


def _wu_and_lo():
    """Tasks of Wu and Lo with Brier scores, against compute, no overtrained models."""
    # Their Brier score is (1 - p)^2 for the probability p of the right answer.
    rows = load("open_brier_scores")
    rows = rows[~rows["overtrained"] & rows["train_flops"].notna()]
    keys = ["model", "task"]
    brier = rows[rows["metric"] == "target_conditioned_brier"].set_index(keys)["value"]
    rows = rows[rows["metric"] == "accuracy"].join(brier.rename("brier"), on=keys)
    rows = _with_others(rows.assign(guess=(1 - rows["chance"]) ** 2))
    return _against_compute(rows, rows["task"])


def _open_base():
    """Benchmarks of open base models of all families, against compute."""
    rows = load("open_base_scores").dropna(subset=["train_flops"])
    rows = _with_others(rows).dropna(subset=["chance"])
    return _against_compute(rows, rows["task"])


def _open_emergent():
    """Tasks of Fig. 2 of Wei et al. on open models of all families, against compute."""
    rows = load("open_emergent_scores").dropna(subset=["train_flops"])
    rows = rows[rows["metric"] != "bleu"]
    return _against_compute(rows, rows["task"])


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
    rows = rows.join(brier, on=keys).assign(guess=guess)
    return _against_compute(rows, rows["task"])


def _pythia_sums():
    """Sums along the training of Pythia-deduped with 16 examples, against compute."""
    rows = load("pythia_arithmetic")
    rows = rows[rows["n_shot"] == rows["n_shot"].max()]
    return _against_compute(rows, rows["task"])


def _pythia_tasks():
    """Zero-shot tasks along the training of both Pythia suites, against compute."""
    rows = load("pythia_scores")
    rows = rows[(rows["metric"] == "acc") & (rows["train_flops"] > 0)]
    return _against_compute(rows, rows["task"] + ", " + rows["family"])


def _olmo_ladder():
    """Cloze answers of the last checkpoints of the OLMo ladder, with WikiText loss."""
    rows = load("olmo_scores")
    rows = rows[rows["final"].astype(bool)]
    loss = rows[rows["task"] == "wikitext103"].set_index("model")["value"]
    rows = rows[(rows["setting"] == "cloze_rc") & (rows["metric"] == "acc_len_norm")]
    rows = rows.join(loss.rename("loss"), on="model")
    return _against_compute(rows, rows["task"])


def _gemstones():
    """Cloze answers of all checkpoints of the Gemstones, with FineWeb-Edu loss."""
    rows = load("gemstones_scores")
    keys = ["model", "step"]
    loss = rows[rows["task"] == "fineweb_edu"].set_index(keys)["value"].rename("loss")
    rows = rows[rows["metric"] == "accuracy"].join(loss, on=keys)
    return _against_compute(rows, rows["task"])


def _olmo_letters():
    """Letter answers along three runs of OLMo-2, against C4 loss."""
    rows = load("olmo_run_scores")
    keys = ["run", "step"]
    loss = rows[rows["task"] == "c4"].set_index(keys)["value"].rename("scale")
    rows = rows[(rows["setting"] == "multiple_choice_mc") & (rows["metric"] == "acc")]
    rows = rows.join(loss, on=keys)
    curve = rows["task"] + ", " + rows["run"]
    model = rows["run"] + " " + rows["step"].astype(str)
    return rows.assign(curve=curve, model=model, score=rows["value"])


def _gadre_corpora():
    """Tasks of models of three training sets, against their C4 validation loss."""
    rows = load("gadre_scores")
    loss = rows[rows["task"] == "loss_c4_val"].set_index("model")["value"]
    rows = rows[rows["metric"] == "acc"].join(loss.rename("scale"), on="model")
    curve = rows["task"] + ", " + rows["train_data"]
    return rows.assign(curve=curve, score=rows["value"], n=rows["n_eval"])


def lab_curves(rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return prompted and finetuned accuracy against pretraining loss.

    A curve is one seed of one world, its sizes pooled; `rows` is a grid of
    `emergestudy.lab.run_grid`, by default the committed one.
    """
    rows = load("lab") if rows is None else rows
    world, seed = rows["world"].astype(str), rows["seed"].astype(str)
    return rows.assign(
        curve="world " + world + ", seed " + seed,
        task="world " + world,
        model=rows["size"].astype(str) + " " + rows["step"].astype(str),
        scale=rows["loss"],
        score=rows["accuracy"],
        chance=CHANCE,
        brier=rows["label_brier"],
        guess=(1 - CHANCE) ** 2,
        examples=rows["examples"].astype(float),
    ).drop(columns="loss")


def _designed_lab():
    """Worlds of the lab that were designed to test a law, one size and four seeds."""
    rows = load("lab_forecasting")
    return lab_curves(rows[rows["design"] == "forecasting"])


def _against_compute(rows, curve):
    """Add curve and scale, and shares from 0 to 1, whatever the unit of the row."""
    unit = np.where(rows["unit"] == "fraction", 1.0, 100.0)
    return rows.assign(
        curve=curve,
        scale=np.log10(rows["train_flops"].astype(float)),
        score=rows["value"] / unit,
        chance=rows["chance"] / unit,
        n=rows.get("n_eval", np.nan),
    )


def _with_others(rows):
    """Add what the same models score on the other tasks, a column each."""
    wide = rows.pivot_table(index="model", columns="task", values="value")
    wide = wide.add_prefix(OTHER).reindex(rows["model"]).set_index(rows.index)
    return rows.join(wide.apply(lambda c: c.where(OTHER + rows["task"] != c.name)))


SOURCES = (
    Source("GPT-3 Table H.1", "compute", _gpt3),
    Source("Wei et al. Fig. 2", "compute", _wei_families),
    Source("Wu and Lo", "compute", _wu_and_lo),
    Source("open base models", "compute", _open_base),
    Source("open emergent tasks", "compute", _open_emergent),
    Source("finetuned models", "compute", finetuned_models),
    Source("Pythia tasks", "compute", _pythia_tasks),
    Source("Pythia sums", "compute", _pythia_sums),
    Source("OLMo ladder", "compute", _olmo_ladder),
    Source("Gemstones", "compute", _gemstones),
    Source("OLMo-2 letters", "loss", _olmo_letters),
    Source("Gadre et al.", "loss", _gadre_corpora),
    Source("the lab", "loss", lab_curves),
    Source("the designed lab", "loss", _designed_lab),
)
