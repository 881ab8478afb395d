import numpy as np
import pandas as pd
import pytest

from emergestudy.figures import series_style
from emergestudy.figures.labeled_lines import labeled_lines

pytestmark = pytest.mark.usefixtures("close_figures")

POINTS = pd.DataFrame(
    {
        "measure": ["gap", "gap", "share"],
        "series": ["first print", "first print", "Pythia"],
        "params": [1e10, 1e9, 1e9],
        "score": [2.0, 1.0, 60.0],
        "low": [1.0, np.nan, 58.0],
        "high": [3.0, np.nan, 62.0],
    }
)
LABELS = {"gap": "Gap (points)", "share": "Share (%)"}


def test_lines_references_and_looks():
    figure = labeled_lines(POINTS, references={"share": 50.0}, y_labels=LABELS)
    gap, share = figure.axes
    assert [line.get_xydata().tolist() for line in gap.lines] == [[[1e9, 1], [1e10, 2]]]
    reference, pythia = share.lines
    assert reference.get_ydata() == [50, 50]
    assert pythia.get_color() == series_style(["Pythia"])["Pythia"].color
    assert (gap.get_ylabel(), share.get_title()) == ("Gap (points)", "share")
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts == ["first print", "Pythia"]
