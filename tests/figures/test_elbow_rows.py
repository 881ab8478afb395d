import pandas as pd
import pytest

from emergestudy.figures.elbow_rows import elbow_rows

pytestmark = pytest.mark.usefixtures("close_figures")

TABLE = pd.DataFrame(
    {
        "choice": ["all", "some"],
        "models": [34, 23],
        "elbow": [22.2, 22.3],
        "low": [22.0, 21.8],
        "high": [22.4, 22.5],
        "tuned_elbow": [20.6, 20.4],
        "tuned_low": [20.2, 20.1],
        "tuned_high": [20.8, 20.7],
    }
)


def test_two_elbows_and_two_intervals_a_row():
    axis = elbow_rows({"MMLU": TABLE}).axes[0]
    drawn = sorted(x for line in axis.lines for x in line.get_xdata())
    assert drawn == [20.4, 20.6, 22.2, 22.3]
    bars = [s[:, 0].tolist() for c in axis.collections for s in c.get_segments()]
    assert sorted(bars) == [[20.1, 20.7], [20.2, 20.8], [21.8, 22.5], [22.0, 22.4]]
    names = [label.get_text() for label in axis.get_yticklabels()]
    assert names == ["all (34)", "some (23)"]
