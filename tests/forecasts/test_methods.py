"""Each way to forecast, on points whose answer is known."""

import numpy as np
import pandas as pd
import pytest
from scipy import special

from emergestudy.forecasts.backtest import visible
from emergestudy.forecasts.methods import (
    Visible,
    always_beyond,
    brier_line,
    few_shot_hinge,
    fit_law,
    law_forecast,
    logistic_tangent,
)

U = np.linspace(20, 21.5, 10)
WIDE = np.linspace(18, 22, 30)


def seen(y=None, brier=None, u=U):
    y = np.full(len(u), 0.25) if y is None else y
    return Visible(u, np.asarray(y, float), 0.25, 1.0, brier, 0.75)


def test_known_answers():
    rng = np.random.default_rng(1)
    y = 0.25 + 0.01 * rng.normal(size=10) + 0.1 * np.maximum(U - 21, 0)
    brier = 0.85 - 0.05 * (U - 20) + 0.01 * rng.normal(size=10)
    expected = {
        few_shot_hinge: [21.0012, 20.749234, 21.135315],
        brier_line: [21.903904, 21.781388, 22.058407],
        logistic_tangent: [21.665526, 21.562382, 22.016065],
        always_beyond: [21.5, 21.5, 23],
    }
    for method, numbers in expected.items():
        found = method(seen(y, brier))
        assert [found.point, found.low, found.high] == pytest.approx(numbers, abs=1e-6)


def test_a_hinge_of_equal_scores_leaves_only_what_lies_beyond():
    assert (seen().first, seen().last, seen().horizon) == (20, 21.5, 23)
    found = few_shot_hinge(seen())
    numbers = [found.low, found.point, found.high]
    assert numbers == pytest.approx([21.575, 22.25, 22.925])


def test_a_straight_brier_line_crosses_where_it_should_or_at_an_end():
    noise = 1e-5 * np.random.default_rng(0).normal(size=10)
    found = brier_line(seen(brier=0.85 - 0.05 * (U - 20) + noise))
    assert found.point == pytest.approx(22.0, abs=0.01)
    assert found.low < 22.0 < found.high
    rising = brier_line(seen(brier=0.80 + 0.05 * (U - 20)))
    assert rising.point == rising.high == pytest.approx(23.0)
    below = brier_line(seen(brier=0.70 - 0.1 * (U - 20) + noise))
    assert below.point == below.low == 20.0
    assert brier_line(seen()) is None


def test_a_visible_logistic_is_found_at_its_tangent_in_any_unit():
    y = 0.25 + 0.75 * special.expit(4 * (WIDE - 20) / 1.5 - 2)
    found = logistic_tangent(seen(y, u=WIDE))
    assert found.point == pytest.approx(20.0, abs=0.1)
    assert found.low < found.point < found.high
    percent = logistic_tangent(Visible(WIDE, 100 * y, 25.0, 100.0))
    assert percent.point == pytest.approx(found.point)


def test_the_law_finds_an_elbow_it_has_not_seen(hinge_source):
    now = visible(hinge_source().read(), "loss", -2.1)
    found = law_forecast(now, "log_power")
    assert found.point == pytest.approx(-2.0, abs=0.1)
    assert found.low < -2.0 < found.high
    fit = fit_law(now, "log_power")
    assert found.point == -fit.prediction.median
    assert found.low == -fit.prediction.percentiles[95]
    assert fit.posterior.law.data.few_shot.sum() == len(now.u)
    assert fit.hinges.floor == 0.25


def test_models_of_equal_scale_are_averaged(hinge_source):
    rows = hinge_source().read()
    pair = pd.concat([rows.assign(score=rows["score"] + d) for d in (-0.01, 0.01)])
    one, two = (law_forecast(visible(r, "loss", -2.1), "power") for r in (rows, pair))
    assert two.point == pytest.approx(one.point)


def test_with_no_or_too_little_finetuning_the_law_has_no_forecast(hinge_source):
    rows = hinge_source().read()
    shots = rows["examples"].isna()
    few, none = rows[shots | (rows["examples"] == 500)], rows[shots]
    for kept in (hinge_source(tuned=False).read(), few, none):
        assert law_forecast(visible(kept, "loss", -2.1), "log_power") is None
