import pandas as pd
import pytest

from emergestudy.figures.lab_errors import lab_errors

pytestmark = pytest.mark.usefixtures("close_figures")


def test_errors_are_drawn_from_the_truth_and_misses_look_different():
    rows = [
        {"world": 0, "seed": s, "margin": m, "truth": 2.65, "truth_low": 2.64,
         "truth_high": 2.66, "median": 2.70, "low": 2.63 + 0.03 * s, "high": 2.72,
         "covered": s == 0}
        for m in (0.0, 0.05)
        for s in (0, 1)
    ]  # fmt: skip
    figure = lab_errors(pd.DataFrame(rows))
    assert [a.get_title() for a in figure.axes] == [
        "seen up to 0 nats before",
        "seen up to 0.05 nats before",
    ]
    dots = [line for line in figure.axes[0].lines if line.get_marker() in "os"]
    assert [line.get_marker() for line in dots] == ["o", "s"]
    for line in dots:
        assert line.get_xdata() == pytest.approx([-0.05])
    names = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert names == ["world 0, seed 0", "world 0, seed 1"]
