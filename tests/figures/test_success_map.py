import pandas as pd
import pytest

from emergestudy.figures.success_map import success_map

pytestmark = pytest.mark.usefixtures("close_figures")

LONG = "Last 6 Checkpoints, Every Other Even"
TABLE = pd.DataFrame(
    {
        "task": ["A", "B", "A", "B"],
        "setting": ["all", "all", LONG, LONG],
        "error": [0.012, 0.5, 0.09, 2.0],
        "success": [True, False, True, False],
    }
)


def test_each_cell_shows_its_error_and_a_cross_if_it_failed():
    axis = success_map(TABLE).axes[0]
    cells = {t.get_position(): (t.get_text(), t.get_weight()) for t in axis.texts}
    assert cells == {
        (0.5, 0.5): ("0.012", "normal"),
        (1.5, 0.5): ("0.500 ×", "bold"),
        (0.5, 1.5): ("0.090", "normal"),
        (1.5, 1.5): ("2.000 ×", "bold"),
    }
    assert [t.get_text() for t in axis.get_yticklabels()] == [
        "all",
        "Last 6 Checkpoints,\nEvery Other Even",
    ]
    colored = axis.collections[0].get_array().ravel().tolist()
    assert colored == [0.012, 0.5, 0.09, 2.0]
