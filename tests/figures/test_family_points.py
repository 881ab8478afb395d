import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.family_points import family_point_grid

pytestmark = pytest.mark.usefixtures("close_figures")

TABLE = pd.DataFrame(
    {
        "series": ["Pythia", "OPT", "XGLM"],
        "point": [2e21, np.nan, np.nan],
        "low": [1e21, np.nan, np.nan],
        "high": [4e21, np.nan, np.nan],
        "first": [1e20, 1e21, 1e20],
        "last": [1e23, 1e22, 1e24],
        "arrow": ["", "left", "right"],
    }
)


def test_points_intervals_and_arrows_stand_in_the_row_of_the_family():
    axis = family_point_grid([("Sums", TABLE)]).axes[0]
    drawn = [line.get_xydata().tolist() for line in axis.lines]
    assert [text.get_text() for text in axis.get_yticklabels()] == [
        "OPT",
        "Pythia",
        "XGLM",
    ]
    assert [[1e21, 1], [4e21, 1]] in drawn
    assert [[2e21, 1]] in drawn
    arrows = {line.get_marker(): line.get_xydata().tolist() for line in axis.lines}
    assert arrows["<"] == [[1e21, 0]]
    assert arrows[">"] == [[1e24, 2]]
