import pandas as pd
import pytest

from emergestudy.figures.score_rows import score_rows
from emergestudy.figures.series import series_style

pytestmark = pytest.mark.usefixtures("close_figures")

TABLE = pd.DataFrame(
    {"task": ["a_b", "c"], "chance": [50.0, None],
     "before": [51, 60], "after": [70, 55]}
)  # fmt: skip
NAMES = series_style(["PaLM", "U-PaLM"])
LOOKS = {"before": NAMES["PaLM"], "after": NAMES["U-PaLM"]}


def test_scores_chance_and_the_line_between_them_are_drawn():
    axis = score_rows(TABLE, LOOKS, x_label="%").axes[0]
    before, after, chance = axis.lines
    assert before.get_xydata().tolist() == [[51, 0], [60, 1]]
    assert after.get_xydata().tolist() == [[70, 0], [55, 1]]
    assert chance.get_xdata()[0] == 50
    spans = [s[:, 0].tolist() for s in axis.collections[0].get_segments()]
    assert spans == [[51, 70], [55, 60]]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["a b", "c"]


def test_without_a_chance_level_the_legend_does_not_speak_of_it():
    figure = score_rows(TABLE.assign(chance=float("nan")), LOOKS, x_label="%")
    words = [t.get_text() for t in figure.legends[0].get_texts()]
    assert words == ["PaLM", "U-PaLM"]
