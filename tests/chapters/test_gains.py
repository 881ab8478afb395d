import pandas as pd
import pytest

from emergestudy.chapters.beyond_scale.gains import add_gain, crossed, sign_test


@pytest.fixture
def table():
    rows = [("wic", "accuracy", 50.0, 60.0), ("rte", "accuracy", 60.0, 60.0)]
    rows += [("drop", "f1", 10.0, 5.0)]
    return add_gain(pd.DataFrame(rows, columns=["task", "metric", "before", "after"]))


def test_the_interval_is_that_of_two_independent_shares(table):
    wic = table.set_index("task").loc["wic"]
    assert (wic["chance"], wic["n_eval"], wic["gain"]) == (50, 638, 10)
    half = 1.6449 * (100 * (0.25 + 0.24) ** 0.5) / 638**0.5
    assert wic["gain_high"] - wic["gain"] == pytest.approx(half, abs=1e-3)


def test_a_metric_that_is_no_share_has_no_interval(table):
    drop = table.set_index("task").loc["drop"]
    assert drop["gain"] == -5
    assert pd.isna(drop["gain_low"])


def test_crossing_needs_chance_before_and_above_it_after(table):
    assert crossed(table)["task"].tolist() == ["wic"]
    assert crossed(table.assign(before=table["after"])).empty


def test_ties_are_left_out_of_the_sign_test(table):
    found = sign_test(table)
    assert (found["tasks"], found["up"], found["down"]) == (3, 1, 1)
    assert found["p"] == 1.0
    assert found["mean_gain"] == pytest.approx(5 / 3)
    assert sign_test(table[table["gain"] == 0])["p"] == 1.0
