"""The data sets that forecasts are tried on."""

import numpy as np
import pytest

from emergestudy import load
from emergestudy.forecasts.sources import SOURCES, lab_curves

CURVES = {
    "GPT-3 Table H.1": 108, "Wei et al. Fig. 2": 17, "Wu and Lo": 9,
    "open base models": 10, "open emergent tasks": 7, "finetuned models": 2,
    "Pythia tasks": 12, "Pythia sums": 2, "OLMo ladder": 11, "Gemstones": 9,
    "OLMo-2 letters": 24, "Gadre et al.": 27, "the lab": 12, "the designed lab": 32,
}  # fmt: skip
READ = {source.name: source.read for source in SOURCES}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_data_set_has_its_curves_of_shares_on_a_fitting_scale(source):
    rows = source.read()
    assert rows[["curve", "task", "model"]].notna().all(axis=None)
    assert rows["curve"].nunique() == CURVES[source.name]
    low, high = (0.5, 12) if source.x == "loss" else (13, 27)
    assert rows["scale"].between(low, high).all()
    assert rows[["score", "chance"]].apply(lambda c: c.between(0, 1)).all(axis=None)
    assert (rows.groupby("curve")[["task", "chance"]].nunique() == 1).all(axis=None)


def test_what_belongs_to_a_model_is_that_of_the_model():
    rows, raw = READ["Wu and Lo"](), load("open_brier_scores")
    raw = raw.set_index(["model", "task", "metric"])["value"]
    row = rows[rows["task"] == "mmlu"].iloc[3]
    assert row["brier"] == raw[row["model"], "mmlu", "target_conditioned_brier"]
    assert row["guess"] == pytest.approx(0.75**2)
    assert not rows["overtrained"].any()
    assert np.isfinite(row["other hellaswag"])
    assert np.isnan(row["other mmlu"])  # never its own
    raw = load("olmo_run_scores").set_index(["run", "step", "task"])["value"]
    row = READ["OLMo-2 letters"]().iloc[100]
    assert row["scale"] == raw[row["run"], row["step"], "c4"]
    raw = load("gemstones_scores").set_index(["model", "step", "task"])["value"]
    row = READ["Gemstones"]().iloc[99]
    assert row["loss"] == raw[row["model"], row["step"], "fineweb_edu"]


def test_finetuned_rows_name_their_amount_and_the_lab_is_a_data_set():
    rows = READ["finetuned models"]()
    assert (rows["released"] < 2311).all()
    shots = rows[rows["examples"].isna()]
    assert 0 < len(shots) < len(rows)
    assert shots.loc[shots["task"] == "mmlu", "brier"].notna().all()
    assert len(READ["the lab"]()) == len(load("lab"))
    own = load("lab").head(30)
    assert lab_curves(own)["score"].tolist() == own["accuracy"].tolist()
