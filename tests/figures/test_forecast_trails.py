import pandas as pd
import pytest

from emergestudy.errors import UsageError
from emergestudy.figures.forecast_trails import forecast_trails

pytestmark = pytest.mark.usefixtures("close_figures")

RESULTS = pd.DataFrame(
    {
        "curve": "made",
        "x": "loss",
        "rival": ["law", "law", "guess"],
        "distance": [0.1, 0.3, 0.1],
        "truth": 2.0,
        "point": [1.9, 2.2, 2.1],
        "low": [1.8, 2.1, 1.9],
        "high": [2.0, 2.3, 2.1],
    }
)


def points(axis):
    return next(line for line in axis.lines if line.get_marker() == "o")


def test_a_lower_loss_is_a_later_forecast():
    law, guess = forecast_trails(RESULTS, 0.1).axes[:2]
    assert list(points(law).get_xdata()) == [0.1, 0.3]
    assert list(points(law).get_ydata()) == pytest.approx([0.1, -0.2])
    assert list(points(guess).get_ydata()) == pytest.approx([-0.1])
    first = law.collections[0].get_segments()[0]
    assert sorted(first[:, 1]) == pytest.approx([0.0, 0.2])
    assert law.get_title() == "law"


def test_more_compute_is_a_later_forecast():
    axis = forecast_trails(RESULTS.assign(x="compute"), 0.3).axes[0]
    assert list(points(axis).get_ydata()) == pytest.approx([-0.1, 0.2])


def test_two_curves_are_refused():
    with pytest.raises(UsageError, match="exactly one curve"):
        forecast_trails(RESULTS.assign(curve=["a", "b", "c"]), 0.1)
