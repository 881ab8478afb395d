import pytest

from emergestudy.chapters.forecasting import flops_ahead


def test_factors_of_caption_and_press_agree():
    table = flops_ahead.factors().set_index("task")
    assert table.loc["MMLU", ["caption_low", "caption_high", "press"]].tolist() == [
        4, 5, 4.3,
    ]  # fmt: skip
    assert table["press"].to_dict() == {
        "GSM8K": 3.9, "MMLU": 4.3, "CSQA": 1.9, "CoLA": 2.3,
    }  # fmt: skip
    assert table["agree"].all()


def test_flops_are_six_times_parameters_times_tokens():
    rows = flops_ahead.checkpoints().set_index("checkpoint")
    assert len(rows) == 27
    assert rows.loc["3B at 629B", "train_flops"] == pytest.approx(1.1325e22, rel=1e-4)


def test_pairs_are_ordered_and_all_there():
    pairs = flops_ahead.pairs()
    assert len(pairs) == 27 * 26 // 2
    assert (pairs["ratio"] > 1).all()


def test_pairs_that_reproduce_the_factors():
    found = flops_ahead.reproducing_pairs()
    gsm8k = found[found["task"] == "GSM8K"]
    assert gsm8k[["fitted", "emerged"]].to_numpy().tolist() == [
        ["3B at 629B", "7B at 1049B"]
    ]
    assert not gsm8k["around_elbow"].any()
    mmlu = found[(found["task"] == "MMLU") & found["around_elbow"]]
    assert set(mmlu["emerged"]) == {"13B at 629B", "13B at 839B", "13B at 1049B"}
    assert (mmlu["fitted_loss"] > 1.814).all()
    assert (mmlu["emerged_loss"] < 1.814).all()


def test_counts_are_of_those_pairs():
    counts = flops_ahead.pair_counts().set_index("task")
    found = flops_ahead.reproducing_pairs().groupby("task")["around_elbow"]
    assert counts["pairs"].to_dict() == found.size().to_dict()
    assert counts["around_elbow"].to_dict() == found.sum().to_dict()
    assert (counts["of"] == 351).all()


def test_one_pair_fits_the_flops_of_the_caption():
    pair = flops_ahead.caption_pairs()
    assert pair[["fitted", "emerged"]].to_numpy().tolist() == [
        ["3B at 629B", "13B at 629B"]
    ]
