"""Points and calls: tidy scores of any table, and one row a curve."""

import numpy as np
import pandas as pd
import pytest

from emergestudy import binomial_interval, curves, emergence_point, load
from emergestudy.errors import UsageError

SIZES = 10.0 ** np.arange(19, 25)


def curve(scores, **about):
    """Points of one curve, chance 25, 1,000 questions."""
    rows = pd.DataFrame({"scale": SIZES[: len(scores)], "score": scores})
    rows = rows.assign(metric="accuracy", chance=25.0, n_eval=1000.0, name="a")
    return rows.assign(**about)


RISES = [25.0, 24.5, 25.5, 25.0, 45.0, 65.0]
FLAT = [25.0, 24.5, 25.5, 25.0, 24.0, 25.5]


def test_points_are_in_percent_with_chance_and_wilson_intervals():
    rows = curves.points("pythia_scores", level=0.8)
    stored = load("pythia_scores")
    share = stored["metric"].eq("acc")
    known = stored[share]
    n = known["n_eval"].astype(float)
    low, high = binomial_interval(known["value"], n, 0.8)
    wanted = {"score": known["value"], "chance": known["chance"]}
    for name, value in (wanted | {"low": low, "high": high}).items():
        assert rows[name][share].to_numpy() == pytest.approx(100 * value)
    other = stored["metric"].eq("word_perplexity")
    assert rows["score"][other].equals(stored["value"][other].rename("score"))
    assert rows["low"][other].isna().all()
    assert set(rows.loc[share, "unit"]) == {"percent"}


def test_points_take_any_column_as_scale():
    rows = curves.points("gpt3_scores", x="params")
    assert rows["scale"].equals(rows["params"].astype(float).rename("scale"))
    with pytest.raises(UsageError, match="of gpt3_scores named 'parms'; did you"):
        curves.points("gpt3_scores", x="parms")
    with pytest.raises(UsageError, match="claims holds no scores"):
        curves.points("claims")


def test_choose_keeps_the_order_of_the_choice_and_refuses_what_is_not_there():
    rows = pd.DataFrame({"task": list("abcab"), "n": range(5)})
    assert curves.choose(rows, task=["b", "a"])["n"].tolist() == [1, 4, 0, 3]
    with pytest.raises(UsageError, match="no task named 'z'; there are: a, b, c"):
        curves.choose(rows, task=["z"])
    with pytest.raises(UsageError, match=r"no task named \[\]; there are: a, b"):
        curves.choose(rows, task=[[]])
    with pytest.raises(UsageError, match="no column named 'tusk'; did you mean 'task'"):
        curves.choose(rows, tusk=["a"])
    with pytest.raises(UsageError, match="no task chosen"):
        curves.choose(rows, task=[])
    both = pd.DataFrame({"task": ["a", "b"], "family": ["x", "y"]})
    with pytest.raises(UsageError, match="no family named 'y'; there are: x"):
        curves.choose(both, task=["a"], family=["y"])


def test_each_curve_is_called_as_the_estimator_calls_it_alone():
    rows = pd.concat([curve(RISES), curve(FLAT, name="b"), curve(RISES[:2], name="c")])
    calls = curves.call_curves(rows, "name", tolerance=0.01)
    assert calls["name"].tolist() == ["a", "b"]
    assert calls["points"].tolist() == [6, 6]
    how = {"chance": 25, "n": 1000, "unit": "percent", "tolerance": 1.0}
    alone = emergence_point(SIZES, RISES, **how)
    first = calls.iloc[0]
    assert (first["verdict"], calls["verdict"][1]) == ("emergent", "flat")
    assert first["point"] == pytest.approx(alone.point)
    assert [first["low"], first["high"]] == pytest.approx(alone.interval)
    assert first["likeliest"] == "emergent"
    assert first["probability"] == pytest.approx(max(alone.probability.values()))
    assert np.isnan(calls["point"][1])
    assert calls["high"][1] == np.inf


def test_curves_keep_their_order_whatever_their_length_and_noise():
    parts = [
        curve(RISES, name="z"),
        curve(RISES[:5], name="a"),
        curve(RISES, name="m", n_eval=np.nan),
        curve([0.1, 0.2, 0.1, 0.2, 9.0, 20.0], name="b", metric="bleu", chance=0.0),
        curve(FLAT, name="k"),
    ]
    calls = curves.call_curves(pd.concat(parts), ["name", "metric"])
    assert calls["name"].tolist() == list("zambk")
    assert calls["scatter"].notna().tolist() == [True, True, False, False, True]
    assert calls["verdict"][3] == "emergent"


def test_on_a_falling_scale_the_point_is_turned_back():
    rows = curve(RISES)
    up = curves.call_curves(rows, "name").iloc[0]
    rows["loss"] = 1 / rows["scale"]
    down = curves.call_curves(rows, "name", x="loss").iloc[0]
    assert 1 / down["point"] == pytest.approx(up["point"])
    assert [1 / down["high"], 1 / down["low"]] == pytest.approx([up["low"], up["high"]])


def test_a_curve_of_tasks_with_different_chance_is_refused():
    rows = pd.concat([curve(RISES), curve(FLAT, chance=20.0)])
    with pytest.raises(UsageError, match="the curve a has several chance levels"):
        curves.call_curves(rows, "name")
    assert len(curves.call_curves(rows, ["name", "chance"])) == 2


def test_no_curve_long_enough_gives_an_empty_table():
    calls = curves.call_curves(curve(RISES[:2]), "name")
    assert calls.empty
    assert {"name", "verdict", "point", "low", "high", "scatter"} <= set(calls.columns)


def pair(gain, **about):
    base = np.array([20.0, 25, 30, 35, 40, 45])
    rows = pd.DataFrame({"scale": SIZES, "baseline": base, "technique": base + gain})
    return rows.assign(n_eval=2000.0, task="t", **about)


@pytest.mark.parametrize(("gain", "verdict", "crosses"), [
    ([0, 0.5, 0, -0.5, 10, 20], "helps_from", True),
    ([-10, -10, -10, -5, 5, 15], "hurts_then_helps", True),
    ([-10, -10, -10, -10, -10, -10], "hurts", False),
    ([35, 30, 26, 21, 16, 12], "gain_shrinks", False),
])  # fmt: skip
def test_a_technique_is_called_by_its_gains(gain, verdict, crosses):
    row = curves.crossings(pair(gain), "task").iloc[0]
    assert row["verdict"] == verdict
    assert (row["models"], np.isfinite(row["point"])) == (6, crosses)
    if crosses:
        assert 1e21 < row["low"] < row["point"] < row["high"] < 1e24


def test_helping_may_mean_lowering():
    gain = np.array([0, 0.5, 0, -0.5, 10, 20])
    turned = curves.crossings(pair(-gain, higher_is_better=False), "task").iloc[0]
    assert turned["verdict"] == "helps_from"
    known = pair(gain, technique_se=1.0, baseline_se=1.0).drop(columns="n_eval")
    assert curves.crossings(known, "task").iloc[0]["verdict"] == "helps_from"
    told = "no pair of curves has 3 models; the most is 2"
    with pytest.raises(UsageError, match=told):
        curves.crossings(pair(gain).head(2), "task")


def test_a_reader_wants_every_larger_model_above_too():
    rows = curve([25, 30, 25, 28, 40, 60], model=list("abcdef")).assign(low=np.nan)
    found = curves.first_models(rows, "name", margin=2).iloc[0]
    assert (found["first_model"], found["first_scale"]) == ("d", SIZES[3])
    assert (found["points"], found["chance"], found["best"]) == (6, 25, 60)
    assert curves.first_models(rows, "name", margin=4).iloc[0]["first_model"] == "e"
    assert curves.first_models(rows, "name", margin=35).iloc[0]["first_model"] == "none"
    unsure = rows.assign(low=[20, 25, 20, 24, 24, 50])
    assert curves.first_models(unsure, "name", margin=2).iloc[0]["first_model"] == "f"
    # Models at one scale must all be above.
    rows = curve([25, 60, 20, 60, 60, 60], model=list("abcdef")).assign(low=np.nan)
    rows["scale"] = [1, 2, 2, 3, 4, 5]
    assert curves.first_models(rows, "name").iloc[0]["first_model"] == "d"
    assert "first_model" in curves.first_models(rows.head(0), "name").columns
