import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.elbow_fan import amount_label, elbow_fan

pytestmark = pytest.mark.usefixtures("close_figures")

POINTS = pd.DataFrame(
    {
        "examples": [0, 0, 0, 1000, 1000, 1000],
        "scale": [1e20, 1e22, 1e24] * 2,
        "score": [25.0, 25.0, 60.0, 25.0, 45.0, 65.0],
        "chance": 25.0,
    }
)
ELBOWS = pd.DataFrame(
    {
        "examples": [0, 1000],
        "elbow": [22.0, 20.0],
        "low": [21.5, 19.9],
        "high": [22.5, 20.5],
        "floor": 25.0,
        "slope": [17.5, 10.0],
        "told": [True, False],
    }
)


@pytest.fixture
def axes():
    return elbow_fan(POINTS, ELBOWS, y_label="Accuracy (%)").axes


def points_of(axis):
    lines = [ln for ln in axis.lines if ln.get_marker() not in ("None", "")]
    return sorted(xy for line in lines for xy in line.get_xydata().tolist())


def test_every_model_is_a_dot(axes):
    assert points_of(axes[0]) == sorted(POINTS[["scale", "score"]].values.tolist())


def test_the_hinge_bends_at_its_elbow(axes):
    hinges = [
        ln for ln in axes[0].lines if len(ln.get_xdata()) == 3 and ln.get_lw() == 2
    ]
    assert np.log10(hinges[0].get_xdata()[1]) == pytest.approx(22.0)
    assert hinges[0].get_ydata().tolist() == pytest.approx([25, 25, 60])


def test_elbows_that_are_not_told_are_not_drawn_but_slopes_are(axes):
    assert [y for _, y in points_of(axes[1])] == [22.0]
    assert sorted(y for _, y in points_of(axes[2])) == [10.0, 17.5]


@pytest.mark.parametrize(
    ("examples", "label"),
    [(0, "few-shot"), (640, "640"), (1920, "1.92k"), (1_600_000, "1.6M")],
)
def test_amounts_are_written_briefly(examples, label):
    assert amount_label(examples) == label
