import pandas as pd
import pytest

from emergestudy.figures.size_law import size_law

pytestmark = pytest.mark.usefixtures("close_figures")


def test_the_band_and_the_boxes_are_drawn_in_billions():
    band = pd.DataFrame(
        {"params": [1e10, 1e11], "low": [1.6, 1.4], "high": [1.8, 1.5]}
    ).assign(middle=[1.7, 1.45])
    pairs = pd.DataFrame(
        {"pair": ["70B"], "params": [7e10], "loss": [1.5]}
        | {"params_low": [6e10], "params_high": [9e10]}
        | {"loss_low": [1.49], "loss_high": [1.52]}
    )
    figure = size_law(band, pairs)
    axis = figure.axes[0]
    assert axis.lines[0].get_xydata().tolist() == [[10, 1.7], [100, 1.45]]
    low, high = axis.collections[0].get_paths()[0].get_extents().get_points()
    assert (low.tolist(), high.tolist()) == ([10, 1.4], [100, 1.8])
    across = axis.collections[1].get_segments()[0]
    assert across[:, 0].tolist() == [60, 90]
    assert [t.get_text() for t in axis.texts] == ["70B"]
