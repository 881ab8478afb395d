"""The data sets that forecasts are tried on."""

import numpy as np
import pytest

from emergestudy import load
from emergestudy.forecasts.sources import LAB, SOURCES, lab_curves

CURVES = {
    "finetuned models": 2, "Wu and Lo": 9, "Wei et al. Fig. 2": 8, "Pythia sums": 2,
    "Pythia tasks": 12, "OLMo-2 letters": 24, "Gadre et al.": 27, "the lab": 12,
}  # fmt: skip


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_data_set_has_its_curves_of_finite_numbers_on_a_fitting_scale(source):
    rows = source.read()
    assert rows[["curve", "model"]].notna().all(axis=None)
    assert rows["curve"].nunique() == CURVES[source.name]
    numbers = rows[["scale", "score", "chance", "ceiling"]].to_numpy(float)
    assert np.isfinite(numbers).all()
    low, high = (0.5, 12) if source.x == "loss" else (13, 27)
    assert rows["scale"].between(low, high).all()
    assert (rows["score"] <= rows["ceiling"]).all()


def read(name):
    return next(source for source in SOURCES if source.name == name).read()


def test_finetuned_rows_name_their_amount_and_late_models_are_out():
    rows = read("finetuned models")
    assert rows["examples"].notna().any()
    assert (rows["released"] < 2311).all()
    shots = rows[rows["examples"].isna()]
    assert not shots.duplicated(["curve", "model"]).any()
    assert shots.loc[shots["curve"] == "mmlu", "brier"].notna().all()
    assert shots.loc[shots["curve"] == "gsm8k", "brier"].isna().all()


def test_brier_scores_belong_to_their_model_and_task():
    rows = read("Wu and Lo")
    raw = load("open_brier_scores").set_index(["model", "task", "metric"])["value"]
    row = rows[rows["task"] == "mmlu"].iloc[3]
    assert row["brier"] == raw[row["model"], "mmlu", "target_conditioned_brier"]
    assert row["score"] == raw[row["model"], "mmlu", "accuracy"]
    assert row["guess"] == pytest.approx(0.75**2)
    assert not rows["overtrained"].any()


def test_losses_belong_to_their_checkpoint():
    rows = read("OLMo-2 letters")
    raw = load("olmo_run_scores").set_index(["run", "step", "task"])["value"]
    row = rows.iloc[100]
    assert row["scale"] == raw[row["run"], row["step"], "c4"]
    gadre = read("Gadre et al.")
    raw = load("gadre_scores").set_index(["model", "task"])["value"]
    assert gadre.iloc[7]["scale"] == raw[gadre.iloc[7]["model"], "loss_c4_val"]


def test_the_lab_is_a_data_set_and_so_is_a_grid_of_ones_own():
    rows = read(LAB)
    assert len(rows) == len(load("lab"))
    assert rows["model"].nunique() == 3 * 16
    assert rows["guess"].eq(0.75**2).all()
    assert rows["brier"].equals(load("lab")["label_brier"].rename("brier"))
    own = load("lab").head(30)
    assert lab_curves(own)["score"].tolist() == own["accuracy"].tolist()
