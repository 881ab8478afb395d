"""What `fit_emergence_law` reads, and what it refuses with the cure."""

import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.law import turned
from emergestudy.law.observations import read_observations
from emergestudy.law.simulation import SimulatedStudy

from .conftest import sharp


def read(frame, few_shot=None, n=None, ceiling=None):
    columns = "loss", "score", "examples"
    return read_observations(frame, *columns, few_shot, n, ceiling, "loss")


def test_ability_grows_with_the_turned_scale_and_turning_twice_gives_it_back():
    assert turned([2.4, 1.7], "loss").tolist() == [-2.4, -1.7]
    assert turned([20, 23], "compute").tolist() == [20, 23]


def test_rows_are_turned_and_grouped_by_amount(frame, with_few_shot):
    data = read(frame.sample(frac=1, random_state=0).sort_index())
    assert data.u.tolist() == (-frame["loss"]).tolist()
    assert data.amounts.tolist() == sorted(set(frame["examples"]))
    assert data.amounts[data.group].tolist() == frame["examples"].tolist()
    assert data.span == pytest.approx(2.7 - 1.85)
    assert (data.n, data.weight.tolist()) == (None, [1.0] * 54)
    data = read(with_few_shot, few_shot="few", n=200)
    assert data.few_shot.sum() == 9
    assert (data.group[data.few_shot] == 6).all()
    assert (data.n == 200).all()
    assert read(frame.assign(k=np.arange(1, 55)), n="k").n.sum() == 27 * 55
    highest = frame["score"].max()  # rows above the ceiling are left out
    assert len(read(frame, ceiling=highest).y) == 54
    assert len(read(frame, ceiling=highest - 1e-9).y) == 53


def test_identical_rows_extra_columns_and_any_index_change_nothing(frame, fit):
    odd = pd.concat([frame, frame]).assign(note="x").set_index(pd.Index(range(9, 117)))
    assert sharp(odd, floor=0.25).prediction == fit.prediction


def put(**columns):
    """Change a frame: each column to a value, or by a function of the frame."""
    return lambda frame: frame.assign(**columns)


same, percent = put(), put(score=lambda f: 100 * f["score"])
higher = put(score=lambda f: f["score"] + 0.1)
FLAT = SimulatedStudy(slope=0.0).draw(0)
EMERGED = SimulatedStudy(noise=0.001, weakest=1.9, ahead=-0.3).draw(0)
FEW = {"few_shot": "few"}
BINOMIAL = {"noise": "binomial", "n": 100}
TWO = r"2 amount.s.*\(100, 200\).*at least 3.*Finetune on more"
TWICE = "54 checkpoint.s. have several scores for one amount, first at scale 2.7.*Aver"
REFUSED = [
    (lambda f: "mine.csv", {}, "is a str.*pandas.read_csv"),
    (lambda f: f.drop(columns="loss"), {}, "no column 'loss'; the table has"),
    (lambda f: f[f["examples"] < 300], {}, TWO),
    (put(examples=lambda f: f["examples"] - 100), {}, "has 0:.*least 1"),
    (put(score=np.nan), {}, "score has 54 value.*not finite"),
    (put(loss=2.0), {}, "all rows have the same loss"),
    (put(score=0.25), {}, "all scores are 0.25"),
    (put(score="high"), {}, "not 'high' .position 0"),
    (put(loss=lambda f: 1e22 * f["loss"]), {"x": "compute"}, r"2.7e\+22.*numpy.log10"),
    (same, {"x": "tokens"}, "'tokens'; it has to be one of loss, compute"),
    (lambda f: pd.concat([f, higher(f)]), {}, TWICE),
    (put(few=lambda f: f["examples"] < 300), FEW, "9 checkpoint.* for few-shot"),
    (put(few="ft"), FEW, "column 'few' holds 'ft'.*frame.'few'. == 'ft'"),
    (put(few=False), FEW, "no row of .*'few'"),
    (same, {"ceiling": 0.0}, "no rows are left .ceiling 0"),
    (same, {"form": "line"}, "'line'.*log_power, power"),
    (same, {"slope": "free"}, "'free'.*shared, per_amount"),
    (same, {"sampler": "nuts"}, "quadrature, bootstrap"),
    (same, {"noise": "cauchy"}, "gaussian, binomial, student"),
    (same, {"noise": "binomial"}, "needs n="),
    (same, {"n": 0}, "n is 0; it counts test items behind a score, 1 to 1e18"),
    (same, {"noise": "binomial", "n": 1e90}, r"n is 1e\+90; it counts"),
    (same, {"x": ["loss"]}, "x is .'loss'.; it has to be one of"),
    (same, {"score": None}, "no column None; the table has"),
    (same, {"n": [5, 6]}, "n is .*give one number"),
    (put(score=lambda f: [[0.5]] * len(f)), {}, "column 'score' holds lists or dicts"),
    (percent, BINOMIAL, "divide percent"),
    (put(score=lambda f: f["score"] - 0.3), BINOMIAL, "from 0 to 1"),
    (same, {"d0": 0.9}, "d0 is 0.9; it has to be at least 1"),
    (same, {"level": 1}, "level is 1; .* between 0 and 1"),
    (same, {"floor": "chance"}, "floor has to be numbers"),
    (same, {"floor": 25}, "25, but .*percent, the other"),
    (percent, {"floor": 0.25}, "0.25, but .*One is in percent, the other a share"),
    (same, {"floor": 0.95}, "floor is 0.95, but .*Check both"),
    (lambda f: FLAT, {}, "no finetuned checkpoint rises.*more.*floor free, better"),
    (lambda f: EMERGED, {}, "all checkpoints have emerged.*weaker"),
    (lambda f: pd.concat([f, f[["score"]]], axis=1), {}, "the column 'score' twice"),
    (put(few=pd.NA), FEW, "column 'few' holds <NA>"),
    (put(loss=lambda f: 1e-300 * f["loss"]), {}, "all rows have the same loss"),
    (put(examples=1e300), {}, r"examples is above 1e\+100"),
    (same, {"d0": [5, 6]}, r"d0 is \[5, 6\]; give one number"),
    (same, {"seed": -1, "sampler": "bootstrap"}, "seed is -1; .* whole number"),
]


@pytest.mark.parametrize(("change", "options", "said"), REFUSED)
def test_what_cannot_be_fitted_is_refused_with_the_cure(frame, change, options, said):
    with pytest.raises(EmergenceDataError, match=said):
        sharp(change(frame), **options)


@pytest.mark.parametrize("floor", [0.2, 0.0])
def test_a_floor_near_the_scores_is_taken(frame, floor):
    low, high = frame["score"].min(), frame["score"].max()
    assert low - (high - low) <= floor
    found = sharp(frame, floor=floor).mle.B
    # One row more pulls the floor a little.
    assert found == pytest.approx(0.249090 + (floor - 0.249090) / 42, abs=0.001)
