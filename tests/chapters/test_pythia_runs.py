import pytest

from emergestudy.chapters.open_models import pythia_runs
from emergestudy.errors import UsageError


def test_the_last_checkpoints_are_those_of_the_table():
    runs = pythia_runs.pythia_runs(2)
    ends = runs[runs["final"] & (runs["task"] == "arithmetic_addition")]
    scores = ends.set_index("model")["score"]
    assert scores["pythia-2.8b"] == pytest.approx(71.7)
    assert scores["pythia-6.9b"] == pytest.approx(45.12)
    assert len(runs) == 2 * 7 * 6


def test_the_larger_model_that_scores_lower_is_found():
    back = pythia_runs.reversals(pythia_runs.pythia_runs(2))
    pairs = set(zip(back["task"], back["smaller"], back["larger"], strict=True))
    assert ("arithmetic_addition", "pythia-2.8b", "pythia-6.9b") in pairs
    assert (back["drop"] > 0).all()


def test_runs_are_called_over_training_and_over_size():
    runs = pythia_runs.pythia_runs(2)
    chosen = runs["model"].isin(["pythia-410m", "pythia-12b", "pythia-2.8b"])
    chosen &= runs["task"] == "arithmetic_addition"
    calls = pythia_runs.run_calls(runs[chosen], tolerance=0.01)
    verdicts = calls.set_index("over")["verdict"]
    assert verdicts["pythia-12b"] == "emergent"
    assert verdicts["pythia-410m"] == "flat"
    assert "size" in verdicts


def test_shots_that_nobody_tried_are_refused():
    with pytest.raises(UsageError, match="number of shots"):
        pythia_runs.pythia_runs(3)
