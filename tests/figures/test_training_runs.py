import pandas as pd
import pytest

from emergestudy.figures.training_runs import training_grid

pytestmark = pytest.mark.usefixtures("close_figures")

RUNS = pd.DataFrame(
    {
        "model": ["small", "small", "large"],
        "params": [1e8, 1e8, 1e9],
        "scale": [1e20, 1e21, 1e22],
        "score": [1.0, 2.0, 50.0],
        "low": [0.5, 1.5, 48.0],
        "high": [1.5, 2.5, 52.0],
        "final": [False, True, True],
    }
)


def test_runs_are_curves_and_the_dotted_line_joins_their_ends():
    figure = training_grid([("Sums", RUNS)])
    small, large, ends = figure.axes[0].lines
    assert small.get_xydata().tolist() == [[1e20, 1], [1e21, 2]]
    assert large.get_xydata().tolist() == [[1e22, 50]]
    assert ends.get_xydata().tolist() == [[1e21, 2], [1e22, 50]]
    assert ends.get_linestyle() == ":"
