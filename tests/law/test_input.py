"""What `fit_emergence_law` reads, and what it refuses with the cure."""

import numpy as np
import pandas as pd
import pytest

from emergestudy import fit_emergence_law
from emergestudy.errors import EmergenceDataError
from emergestudy.law import turned
from emergestudy.law.observations import read_observations
from emergestudy.law.simulation import SimulatedStudy


def read(frame, few_shot=None, n=None, ceiling=None):
    columns = "loss", "score", "examples"
    return read_observations(frame, *columns, few_shot, n, ceiling, "loss")


def test_ability_grows_with_the_turned_scale_and_turning_twice_gives_it_back():
    assert turned([2.4, 1.7], "loss").tolist() == [-2.4, -1.7]
    assert turned([20, 23], "compute").tolist() == [20, 23]
    assert turned(turned([1.7], "loss"), "loss") == [1.7]


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
    items = read(frame.assign(k=np.arange(54)), n="k").n
    assert items.tolist() == list(range(54))


def test_rows_above_the_ceiling_are_left_out(frame):
    exact = frame["score"].sort_values().iloc[-5]
    assert read(frame, ceiling=exact).y.max() == exact


def test_identical_rows_extra_columns_and_any_index_change_nothing(frame, fit):
    odd = pd.concat([frame, frame]).assign(note="x").set_index(pd.Index(range(9, 117)))
    assert fit_emergence_law(odd, floor=0.25).prediction == fit.prediction


def emerged(_):
    return SimulatedStudy(noise=0.001, weakest=1.9, ahead=-0.3).draw(0)


REFUSED = {
    "not a table": (lambda f: "mine.csv", {}, "is a str.*pandas.read_csv"),
    "no loss": (
        lambda f: f.drop(columns="loss"),
        {},
        "no column 'loss'; the table has",
    ),
    "no score": (lambda f: f.drop(columns="score"), {}, "score=\\.\\.\\."),
    "two amounts": (
        lambda f: f[f["examples"] < 300],
        {},
        r"2 amount.s.*\(100, 200\).*at least 3.*Finetune on more",
    ),
    "amount 0": (
        lambda f: f.assign(examples=f["examples"] - 100),
        {},
        "has 0:.*least 1",
    ),
    "not finite": (
        lambda f: f.assign(score=np.nan),
        {},
        "score has 54 value.*not finite",
    ),
    "infinite": (lambda f: f.assign(loss=np.inf), {}, "loss has 54 value"),
    "one loss": (lambda f: f.assign(loss=2.0), {}, "all rows have the same loss"),
    "one score": (lambda f: f.assign(score=0.25), {}, "all scores are 0.25"),
    "text": (lambda f: f.assign(score="high"), {}, "not 'high' .position 0"),
    "plain flops": (
        lambda f: f.assign(loss=1e22 * f["loss"]),
        {"x": "compute"},
        r"loss goes up to 2.7e\+22.*numpy.log10",
    ),
    "other scale": (lambda f: f, {"x": "tokens"}, r"'tokens'.*'loss'.*'compute'"),
    "repeats": (
        lambda f: pd.concat([f, f.assign(score=f["score"] + 0.1)]),
        {},
        "54 checkpoint.s. have several scores for one amount, first at scale 2.7.*Aver",
    ),
    "few-shot repeats": (
        lambda f: pd.concat(
            [f.assign(few=False), f[:2].assign(few=True, loss=2.0)], ignore_index=True
        ),
        {"few_shot": "few"},
        "1 checkpoint.s. have several scores for few-shot",
    ),
    "few as text": (
        lambda f: f.assign(few="ft"),
        {"few_shot": "few"},
        "column 'few' holds 'ft'.*frame.'few'. == 'ft'",
    ),
    "none few": (
        lambda f: f.assign(few=False),
        {"few_shot": "few"},
        "no row of .*'few'",
    ),
    "low ceiling": (lambda f: f, {"ceiling": 0.0}, "no rows are left .ceiling 0"),
    "slope": (lambda f: f, {"slope": "free"}, "'free'.*shared, per_amount"),
    "sampler": (lambda f: f, {"sampler": "nuts"}, "quadrature, mcmc, bootstrap"),
    "noise": (lambda f: f, {"noise": "cauchy"}, "gaussian, binomial, student"),
    "no n": (lambda f: f, {"noise": "binomial"}, "needs n="),
    "n of 0": (lambda f: f, {"noise": "binomial", "n": 0}, "at least 1"),
    "binomial percent": (
        lambda f: f.assign(score=100 * f["score"]),
        {"noise": "binomial", "n": 100},
        "divide percent",
    ),
    "binomial below 0": (
        lambda f: f.assign(score=f["score"] - 0.3),
        {"noise": "binomial", "n": 100},
        "from 0 to 1",
    ),
    "d0": (lambda f: f, {"d0": 0.9}, "d0 is 0.9; it has to be at least 1"),
    "level": (lambda f: f, {"level": 90}, "level is 90; .* between 0 and 1"),
    "level 0": (lambda f: f, {"level": 0}, "level is 0; .* between 0 and 1"),
    "level 1": (lambda f: f, {"level": 1}, "level is 1; .* between 0 and 1"),
    "floor as text": (lambda f: f, {"floor": "chance"}, "floor has to be numbers"),
    "floor in percent": (lambda f: f, {"floor": 25}, "25, but .*percent, the other"),
    "percent scores": (
        lambda f: f.assign(score=100 * f["score"]),
        {"floor": 0.25},
        "0.25, but .*One is in percent, the other a share",
    ),
    "low floor": (lambda f: f, {"floor": -0.9}, "floor is -0.9, but .*Check both"),
    "high floor": (lambda f: f, {"floor": 0.95}, "floor is 0.95, but .*Check both"),
    "nothing rises": (
        lambda f: SimulatedStudy(slope=0.0).draw(0),
        {},
        "no finetuned checkpoint rises.*more.*floor free, better with a falling loss",
    ),
    "wrong direction": (
        lambda f: f,
        {"floor": 0.25, "x": "compute"},
        "floor 0.25, better with growing compute",
    ),
    "all emerged": (emerged, {}, "all checkpoints have emerged.*weaker"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_fitted_is_refused_with_the_cure(frame, name):
    change, options, said = REFUSED[name]
    with pytest.raises(EmergenceDataError, match=said):
        fit_emergence_law(change(frame), **options)


@pytest.mark.parametrize("floor", [0.2, 0.0])
def test_a_floor_near_the_scores_is_taken(frame, floor):
    low, high = frame["score"].min(), frame["score"].max()
    assert low - (high - low) <= floor
    found = fit_emergence_law(frame, floor=floor).mle.B
    # One row more pulls the floor a little.
    assert found == pytest.approx(0.249090 + (floor - 0.249090) / 42, abs=0.001)


def test_amounts_of_one_example_and_binomial_scores_of_0_and_1_are_taken():
    study = SimulatedStudy(least=1, floor=0.0, slope=2.0, noise=0.0)
    frame = study.draw(0)
    frame["score"] = frame["score"].clip(0, 1)
    kept = fit_emergence_law(frame, noise="binomial", n=50, ceiling=1)
    assert kept.elbow(1)["mle"][0] == pytest.approx(study.elbow(np.array(1.0)), abs=0.2)
