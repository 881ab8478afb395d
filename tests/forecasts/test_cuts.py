"""Blind cuts: what is hidden, what is asked, and that nothing is decided by scores."""

import numpy as np
import pytest

from emergestudy import forecast, load
from emergestudy.errors import DataTableError
from emergestudy.forecasts import cuts
from emergestudy.forecasts.cuts import benchmark_curves, frozen_cuts, make_cuts
from emergestudy.forecasts.methods import METHODS

U = np.arange(18, 22.01, 0.25)  # 17 models, four decades


def test_a_grid_of_thirds_of_decades_places_the_cuts_not_the_scores(curve):
    low, high = curve(U, np.full(17, 0.25)), curve(U, np.linspace(0.1, 0.9, 17))
    # At least 4 models; lines at multiples of 1/3; a hidden model 0.18 or more beyond.
    assert list(low.counts()) == list(high.counts())
    lines = {int(np.sum(line > U)) for line in np.arange(56, 67) / 3}
    assert set(low.counts()) == {count for count in lines if count >= 4}
    loss = curve(np.linspace(-3, -2.5, 26), np.zeros(26), x="loss")
    counts = list(loss.counts())
    assert counts[0] == 4
    assert max(counts) <= 24  # the hidden one is 0.03 nats beyond, or more
    assert len(counts) >= 20
    assert list(curve(U[:5], np.zeros(5)).counts()) == []  # fewer than 6 scales
    assert list(curve(np.repeat(U[:5], 3), np.zeros(15)).counts()) == []


def test_targets_are_nearest_to_the_middle_of_each_range(curve):
    made = curve(U, np.zeros(17))
    # From 19.0 on: .25; of .477 to .903, .75 and not .5; of .903 to 1.48, 1.25
    found = made.targets(5)
    assert [U[row] for row in found.values()] == [19.25, 19.75, 20.25]
    assert list(found) == ["near", "middle", "far"]
    assert list(made.targets(15)) == ["near", "middle"]
    assert made.targets(17) == {}


def test_nothing_hidden_is_seen(curve):
    tuned = {"scale": U.repeat(2), "examples": np.tile([10.0, 100], 17),
             "score": np.zeros(34)}  # fmt: skip
    others = np.where(np.arange(17)[:, None] < [9, 17, 0], 0.5, np.nan)
    loss = np.append(np.linspace(4, 3, 10), np.full(7, np.nan))
    score = np.where(U < 20, 0.27, 0.4)
    whole = curve(U, score, tuned=tuned, others=others[:, ::-1], loss=loss,
                  brier=loss, guess=0.7)  # fmt: skip
    part = whole.visible(9)  # U[8] is 20.0
    assert part.last == 20.0
    assert len(part.score) == len(part.n) == len(part.loss) == len(part.brier) == 9
    assert part.tuned["scale"].max() == 20.0
    assert len(part.tuned["score"]) == 18
    assert part.others.shape == (9, 2)  # a task that nobody took is none
    assert part.guess == 0.7
    assert not part.before
    assert whole.visible(8).before
    late = whole.visible(12)
    assert late.loss is late.brier is None
    assert np.isnan(late.guess)


def test_the_place_of_emergence_is_where_the_isotonic_mean_gets_there(curve):
    u = np.arange(6.0)
    assert curve(u, [0.2, 0.25, 0.25, 0.35, 0.5, 0.6]).crossing == pytest.approx(2.5)
    # A stray high score is averaged with the lower ones that follow.
    pooled = 0.85 / 3
    place = 3 + (0.3 - pooled) / (0.5 - pooled)
    assert curve(u, [0.25, 0.4, 0.2, 0.25, 0.5, 0.6]).crossing == pytest.approx(place)
    assert np.isnan(curve(u, [0.2, 0.4, 0.2, 0.2, 0.2, 0.2]).crossing)
    assert curve(u, np.full(6, 0.3)).crossing == 0.0
    pair = curve([0, 1, 1, 2], [0.25, 0.25, 0.45, 0.6])  # equal scales count as one
    assert pair.crossing == pytest.approx(0.5)


def test_the_frozen_cuts_are_those_of_the_data_and_of_the_kinds_that_were_counted():
    frozen, again = frozen_cuts(), make_cuts()
    assert frozen[list(again)].equals(again.astype(frozen[list(again)].dtypes))
    before = frozen[frozen["before"] == 1].drop_duplicates(["data_set", "curve"])
    keys = zip(before["data_set"], before["curve"], strict=True)
    emerges = np.isfinite([benchmark_curves()[key].crossing for key in keys])
    assert len(frozen.drop_duplicates(["data_set", "curve"])) == 267
    assert (len(before), sum(emerges)) == (193, 154)
    assert (len(frozen), frozen["before"].sum()) == (2588, 1368)


def test_the_committed_scores_of_a_method_come_out_again():
    name = "line of three"  # the steepest of all lines
    mine = forecast(METHODS[name], name).query("method == @name")
    kept = load("forecast_scores").query("method == @name")
    assert np.allclose(mine["score"], kept["score"], rtol=1e-3, atol=1e-6)


def test_a_changed_score_breaks_its_seal(monkeypatch, curve):
    frozen = load("forecast_cuts")
    row = frozen.iloc[0]
    made = dict(benchmark_curves())
    monkeypatch.setattr(cuts, "benchmark_curves", lambda: made)
    assert len(frozen_cuts()) == len(frozen)
    key = row["data_set"], row["curve"]
    score = made[key].whole.score.copy()
    score[2] += 1e-3
    made[key] = curve(made[key].whole.scale, score)
    with pytest.raises(DataTableError, match="not those that the cuts were frozen"):
        frozen_cuts()
    del made[key]
    with pytest.raises(DataTableError, match=row["curve"]):
        frozen_cuts()
