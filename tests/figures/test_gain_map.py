import pandas as pd
import pytest

from emergestudy.figures.gain_map import gain_map

pytestmark = pytest.mark.usefixtures("close_figures")

GAINS = pd.DataFrame(
    {
        "task": ["gsm8k", "gsm8k", "svamp"],
        "family": ["LaMDA", "PaLM", "LaMDA"],
        "scale": [1e9, 8e9, 1e9],
        "effect": ["hurts", "higher", "unclear"],
    }
)
CALLS = pd.DataFrame(
    {
        "task": ["gsm8k", "svamp"],
        "family": ["LaMDA", "LaMDA"],
        "point": [1e9, float("nan")],
        "low": [1e8, float("nan")],
        "high": [float("inf"), float("nan")],
    }
)


def test_each_model_has_one_mark_in_the_row_of_its_task():
    figure = gain_map(GAINS, CALLS)
    assert [a.get_title() for a in figure.axes] == ["LaMDA", "PaLM"]
    marks = {
        (line.get_marker(), *line.get_xydata()[0])
        for line in figure.axes[0].lines
        if line.get_marker() in "^vo"
    }
    assert marks == {("v", 1e9, 0.0), ("o", 1e9, 1.0)}
    labels = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert labels == ["gsm8k", "svamp"]


def test_a_crossing_is_drawn_within_the_sizes_seen():
    figure = gain_map(GAINS, CALLS)
    bars = [line for line in figure.axes[0].lines if line.get_linewidth() == 8]
    assert [bar.get_xydata().tolist() for bar in bars] == [[[1e9, 0], [1e9, 0]]]
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["hurts", "interval holds zero", "higher (no n)", "starts to help"]
