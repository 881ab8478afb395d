import pandas as pd
import pytest

from emergestudy.figures.printed_cdfs import Forecast, printed_cdfs

pytestmark = pytest.mark.usefixtures("close_figures")

CURVE = pd.DataFrame({"loss": [1.0, 1.5, 2.0], "chance": [0.9, 0.5, 0.1]})


def test_curves_elbows_and_truth_are_drawn_where_they_are():
    forecast = Forecast("V1", {"MCMC": CURVE}, 1.4, 1.6)
    figure = printed_cdfs([forecast], x_label="loss", reference=("70B", 1.9))
    axis = figure.axes[0]
    curve, best, truth, star, reference = axis.lines
    assert curve.get_xydata().tolist() == CURVE.to_numpy().tolist()
    assert best.get_xdata().tolist() == [1.4]
    assert truth.get_xdata() == [1.6, 1.6]
    assert star.get_xdata().tolist() == [1.6]
    assert reference.get_xdata() == [1.9, 1.9]
    assert axis.xaxis_inverted()
    names = [t.get_text() for t in figure.legends[0].get_texts()]
    assert names == ["V1, MCMC", "V1, MLE", "V1, truth", "70B"]


def test_a_forecast_without_a_truth_has_no_star():
    figure = printed_cdfs([Forecast("APPS", {"MCMC": CURVE}, 1.4)], x_label="loss")
    assert len(figure.axes[0].lines) == 2
