import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.hinge_grid import hinge_grid

pytestmark = pytest.mark.usefixtures("close_figures")

POINTS = pd.DataFrame(
    {
        "set": "one",
        "metric": ["accuracy"] * 3 + ["brier"] * 3,
        "scale": [1e20, 1e22, 1e24] * 2,
        "score": [25.0, 25.0, 60.0, 0.0, 1.0, 40.0],
        "chance": [25.0] * 3 + [0.0] * 3,
    }
)
HINGES = pd.DataFrame(
    {
        "set": "one",
        "metric": ["accuracy", "brier"],
        "elbow": [22.0, 22.2],
        "low": [21.8, 22.0],
        "high": [22.1, 22.4],
        "floor": [25.0, 0.0],
        "slope": [17.5, 22.0],
    }
)


def test_points_hinge_and_band_are_those_given():
    labels = {"accuracy": "Accuracy (%)", "brier": "Skill (%)"}
    first, second = hinge_grid(POINTS, HINGES, labels).axes
    chance, dots, hinge = first.lines
    assert chance.get_ydata()[0] == 25.0
    assert dots.get_ydata().tolist() == [25.0, 25.0, 60.0]
    assert np.log10(hinge.get_xdata()).tolist() == pytest.approx([20, 22, 24])
    assert hinge.get_ydata().tolist() == pytest.approx([25, 25, 60])
    band = first.patches[0].get_extents().transformed(first.transData.inverted())
    assert np.log10([band.x0, band.x1]).tolist() == pytest.approx([21.8, 22.1])
    assert second.get_ylabel() == "Skill (%)"
