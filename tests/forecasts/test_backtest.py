"""Splits, backtest and scoreboard."""

import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import UsageError
from emergestudy.forecasts.backtest import (
    CUTS,
    TOLERANCE,
    backtest,
    few_shot,
    on_same_splits,
    scoreboard,
    splits_of,
    true_elbow,
    visible,
)
from emergestudy.forecasts.methods import RIVALS


def test_the_truth_comes_from_few_shot_scores_that_rise(hinge_source):
    rows = hinge_source().read()
    assert true_elbow(rows, "loss").elbow == pytest.approx(2.0, abs=0.02)
    assert len(few_shot(rows)) == 25
    bare = hinge_source(tuned=False).read()
    assert few_shot(bare) is bare
    # Saturated scores do not move the truth; flat or short curves have none.
    saturated = bare.assign(score=np.minimum(bare["score"], 0.33))
    assert true_elbow(saturated, "loss").elbow == pytest.approx(2.0, abs=0.03)
    coarse = bare.assign(scale=bare["scale"].round(0))
    for none in (hinge_source(elbow=1.0).read(), bare[::7], coarse):
        assert true_elbow(none, "loss") is None


def test_splits_hide_more_and_more(hinge_source):
    splits = list(splits_of(hinge_source(tuned=False)))
    sizes = [len(split.seen.u) for split in splits]
    # Models every 0.05 nats; cuts of 0, .025, .05, .1, .2, .3, .4 and .5 nats.
    assert sizes == [18, 17, 16, 14, 12, 10, 8] or len(sizes) == len(CUTS)
    assert sizes == sorted(set(sizes), reverse=True)
    for split in splits:
        assert split.distance == pytest.approx(split.truth - split.seen.u.max())
        assert split.distance >= 0
        assert split.truth == pytest.approx(-2.0, abs=0.02)
        assert 0 < split.truth_width < 0.1
        assert (split.source, split.curve) == ("simulated", "made")


def test_nothing_hidden_is_seen(hinge_source):
    rows = hinge_source(brier=True).read()
    seen = visible(rows, "loss", -2.3)
    assert seen.u.max() <= -2.3
    assert seen.tuned["scale"].min() >= 2.3
    assert len(seen.brier) == len(seen.u) == len(seen.y)
    assert (seen.chance, seen.ceiling, seen.guess, seen.x) == (0.25, 1, 0.75, "loss")
    # Five models are enough to forecast from, four are not.
    assert len(visible(rows, "loss", -2.69).u) == 5
    assert visible(rows, "loss", -2.71) is None
    rows.loc[3, "brier"] = np.nan
    assert visible(rows, "loss", -2.3).brier is None
    assert visible(hinge_source(tuned=False).read(), "loss", -2.3).tuned is None


def test_every_rival_answers_every_split_it_can(hinge_source):
    source = hinge_source(brier=True)
    table = backtest([source])
    assert list(dict.fromkeys(table["rival"])) == list(RIVALS)
    answers = table.groupby("rival")["models"].agg(set)
    # Far ahead no finetuned curve rises yet, and the law refuses.
    laws = ["log power law", "power law"]
    assert answers.drop(laws).map(len).nunique() == 1
    assert answers["log power law"] < answers["always beyond"]
    bare = hinge_source(tuned=False)
    names = ["few-shot hinge", "logistic", "always beyond"]
    assert set(backtest([bare])["rival"]) == set(names)
    assert backtest([bare], names).equals(backtest([bare], names))


def test_errors_widths_and_bins_are_in_tolerances(hinge_source):
    table = backtest([hinge_source(tuned=False)], ["always beyond"])
    # Always beyond names the last visible model, so it is early by the distance.
    early = -table["distance"] / TOLERANCE["loss"]
    assert table["error"].to_numpy() == pytest.approx(early.to_numpy())
    point = table["truth"] + table["distance"]
    assert table["point"].to_numpy() == pytest.approx(point.to_numpy())
    # It reaches as far beyond as was seen before; a loss falls.
    reach = 2.9 - table["point"]
    assert table["width"].to_numpy() == pytest.approx(reach.to_numpy() / 0.1)
    assert table["high"].to_numpy() == pytest.approx(table["point"].to_numpy())
    assert table["covered"].equals(table["low"] <= table["truth"])
    far = -early
    bins = np.select([far <= 1, far <= 3], ["up to 1", "1 to 3"], "over 3")
    assert table["bin"].tolist() == bins.tolist()


def test_compute_is_not_turned_and_has_its_own_tolerance(hinge_source):
    source = hinge_source(tuned=False, x="compute")
    row = backtest([source], ["always beyond"]).iloc[-1]
    assert row["error"] == pytest.approx(-row["distance"] / 0.3)
    assert row["truth"] == pytest.approx(23.0, abs=0.02)
    assert row["low"] == row["point"] == pytest.approx(row["truth"] - row["distance"])


def test_the_law_wins_where_it_holds(hinge_source):
    sources = [hinge_source(seed=seed) for seed in range(2)]
    table = backtest(sources, ["log power law", "few-shot hinge"])
    far = table[table["bin"] != "up to 1"]
    size = far["error"].abs().groupby(far["rival"]).median()
    assert size["log power law"] < 1
    assert size["log power law"] < size["few-shot hinge"] / 2


def test_what_cannot_be_answered_is_said(hinge_source):
    with pytest.raises(UsageError, match="no rival named 'oracle'"):
        backtest([hinge_source()], ["oracle"])
    with pytest.raises(UsageError, match="none of Brier line can answer"):
        backtest([hinge_source(tuned=False)], ["Brier line"])


RESULTS = pd.DataFrame(
    {
        "curve": ["a", "a", "a", "b"],
        "x": ["loss", "loss", "loss", "compute"],
        "models": [9, 9, 7, 5],
        "distance": [0.1, 0.1, 0.3, 0.6],
        "rival": ["one", "two", "one", "one"],
        "error": [0.5, -3.0, -1.5, 4.0],
        "width": [1.0, 2.0, 3.0, 8.0],
        "covered": [True, False, True, False],
    }
).assign(data_set="made")


def test_the_board_counts():
    board = scoreboard(RESULTS).set_index("rival")
    names = "splits curves hit_rate coverage median_width median_error median_distance"
    assert list(board) == names.split()
    assert board.loc["one"].tolist() == pytest.approx(
        [3, 2, 100 / 3, 200 / 3, 3, 1.5, 2]
    )
    wider = scoreboard(RESULTS, within=1.5).set_index("rival")
    assert wider.loc["one", "hit_rate"] == pytest.approx(200 / 3)
    by = scoreboard(RESULTS, ["x", "rival"])["x"]
    assert by.tolist() == ["loss", "loss", "compute"]
    kept = on_same_splits(RESULTS, ["one", "two"])  # those that all answered
    assert kept["models"].tolist() == [9, 9]
    assert len(on_same_splits(RESULTS, ["one"])) == 3
