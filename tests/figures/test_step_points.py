import pandas as pd
import pytest

from emergestudy.figures.step_points import step_points

pytestmark = pytest.mark.usefixtures("close_figures")

NAN = float("nan")
CALLS = pd.DataFrame(
    [
        ("sums", "few_shot", 2, 1e22, 5e21, 2e22),
        ("sums", "few_shot", 3, 3e22, 1e22, 6e22),
        ("puzzles", "direct", 3, NAN, NAN, NAN),
        ("puzzles", "chain_of_thought", 7, 4e22, 3e22, 5e22),
    ],
    columns=["chain", "setting", "steps", "point", "low", "high"],
)


def test_points_and_intervals_are_drawn():
    figure = step_points(CALLS)
    sums, puzzles = figure.axes
    assert sums.containers[0][0].get_xydata().tolist() == [[2, 1e22], [3, 3e22]]
    bars = sums.containers[0][2][0].get_segments()
    assert bars[0][:, 1].tolist() == pytest.approx([5e21, 2e22])
    assert puzzles.containers[0][0].get_xdata().size == 0
    assert puzzles.containers[1][0].get_ydata().tolist() == [4e22]
    assert sums.get_xlabel() == "Number of digits"
    assert puzzles.get_xlabel() == "Number of objects"


def test_every_setting_is_in_the_legend():
    words = [t.get_text() for t in step_points(CALLS).legends[0].get_texts()]
    assert words == ["few-shot", "direct answer", "chain of thought"]
