import numpy as np
import pytest

from emergestudy.forecasts.law_forecast import fit_law, law_forecast
from emergestudy.forecasts.splits import visible


def test_the_law_finds_an_elbow_it_has_not_seen(hinge_source):
    rows = hinge_source().read()
    found = law_forecast(visible(rows, "loss", -2.1), "log_power")
    assert found.point == pytest.approx(-2.0, abs=0.1)
    assert found.low < -2.0 < found.high


def test_without_finetuning_or_with_too_little_of_it_there_is_no_forecast(hinge_source):
    bare = visible(hinge_source(tuned=False).read(), "loss", -2.1)
    assert law_forecast(bare, "power") is None
    rows = hinge_source().read()
    rows = rows[rows["examples"].isna() | (rows["examples"] == 500)]
    assert fit_law(visible(rows, "loss", -2.1), "log_power") is None


def test_models_of_equal_scale_are_averaged(hinge_source):
    seen = visible(hinge_source().read(), "loss", -2.1)
    twice = visible(
        hinge_source().read().pipe(lambda rows: rows.loc[np.repeat(rows.index, 2)]),
        "loss",
        -2.1,
    )
    one, two = law_forecast(seen, "log_power"), law_forecast(twice, "log_power")
    assert two.point == pytest.approx(one.point)
