import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.share_rows import share_rows

pytestmark = pytest.mark.usefixtures("close_figures")


def test_shares_and_intervals_are_drawn_row_by_row():
    shares = pd.DataFrame(
        {
            "keyword": ["x", "y"],
            "hits": [3, 1],
            "tasks": [5, 5],
            "share": [60.0, 20.0],
            "low": [27.0, 5.0],
            "high": [86.0, 56.0],
            "marked": [True, False],
        }
    )
    figure = share_rows(shares, 39, x_label="%", plain="rest", marked="named")
    axis = figure.axes[0]
    bars = [segment for c in axis.collections for segment in c.get_segments()]
    assert np.allclose(sorted(b[:, 0].tolist() for b in bars), [[5, 56], [27, 86]])
    drawn = [line.get_xydata().tolist() for line in axis.lines[:2]]
    assert drawn == [[[20.0, 1.0]], [[60.0, 0.0]]]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["x  3/5", "y  1/5"]
    assert axis.lines[2].get_xdata()[0] == 39
