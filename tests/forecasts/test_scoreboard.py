import pandas as pd
import pytest

from emergestudy.forecasts.scoreboard import on_same_splits, scoreboard

RESULTS = pd.DataFrame(
    {
        "data_set": "made",
        "curve": ["a", "a", "a", "b"],
        "x": ["loss", "loss", "loss", "compute"],
        "models": [9, 9, 7, 5],
        "distance": [0.1, 0.1, 0.3, 0.6],
        "rival": ["one", "two", "one", "one"],
        "error": [0.5, -3.0, -1.5, 4.0],
        "width": [1.0, 2.0, 3.0, 8.0],
        "covered": [True, False, True, False],
    }
)


def test_the_board_counts():
    board = scoreboard(RESULTS).set_index("rival")
    assert board.loc["one", "splits"] == 3
    assert board.loc["one", "curves"] == 2
    assert board.loc["one", "hit_rate"] == pytest.approx(100 / 3)
    assert board.loc["one", "coverage"] == pytest.approx(200 / 3)
    assert board.loc["one", "median_width"] == 3
    assert board.loc["one", "median_error"] == 1.5
    assert board.loc["one", "median_distance"] == pytest.approx(2)


def test_a_wider_hit_hits_more():
    board = scoreboard(RESULTS, within=2).set_index("rival")
    assert board.loc["one", "hit_rate"] == pytest.approx(200 / 3)


def test_same_splits_are_those_that_all_answered():
    kept = on_same_splits(RESULTS, ["one", "two"])
    assert kept["rival"].tolist() == ["one", "two"]
    assert kept["models"].tolist() == [9, 9]
