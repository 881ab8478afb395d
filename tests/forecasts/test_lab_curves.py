import pandas as pd

from emergestudy.data import load
from emergestudy.forecasts.lab_curves import lab_curves
from emergestudy.forecasts.sources import LAB, SOURCES


def test_the_lab_is_a_data_set_of_the_backtest():
    source = next(s for s in SOURCES if s.name == LAB)
    rows = source.read()
    assert source.x == "loss"
    assert len(rows) == len(load("lab"))
    assert rows["curve"].nunique() == 12
    assert rows["model"].nunique() == 3 * 16
    assert {"scale", "score", "chance", "ceiling", "brier", "guess"} <= set(rows)
    assert (rows["chance"] == 0.25).all()


def test_a_grid_of_ones_own_can_be_read():
    own = load("lab").head(30)
    assert (
        pd.testing.assert_series_equal(
            lab_curves(own)["score"], own["accuracy"], check_names=False
        )
        is None
    )
