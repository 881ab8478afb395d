import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.calibration import confusion_figure, coverage_figure

pytestmark = pytest.mark.usefixtures("close_figures")


def test_the_rates_are_written_in():
    rates = pd.DataFrame(
        {"emergent": [0.91, 0.02], "u_shaped": [0.09, 0.98]},
        index=["hinge", "u_shaped"],
    )
    axis = confusion_figure(rates).axes[0]
    assert [t.get_text() for t in axis.texts] == ["0.91", "0.09", "0.02", "0.98"]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["hinge", "U-shaped"]


def test_coverage_is_drawn_with_its_error():
    rows = [
        {
            "kind": "hinge",
            "points": points,
            "spacing": spacing,
            "n": n,
            "coverage_identifiable": 0.9,
            "coverage_identifiable_se": 0.01,
        }
        for points in (4, 8)
        for spacing in ("random", "equal")
        for n in (100, 1000, 10000)
    ]
    figure = coverage_figure(pd.DataFrame(rows), 0.9)
    first = figure.axes[0]
    assert len(first.containers) == 3
    bars = first.containers[0].lines[2][0].get_segments()
    assert np.allclose(bars[0][:, 1], [0.88, 0.92])
    assert first.lines[-1].get_ydata()[0] == 0.9
