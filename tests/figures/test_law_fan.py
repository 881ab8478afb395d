import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.law_fan import amount_colors, law_fan


@pytest.fixture
def figure():
    scale = np.linspace(2.5, 1.8, 8)
    parts = [
        pd.DataFrame({"scale": scale, "score": 0.25 + i / 50, "examples": a})
        for i, a in enumerate((np.nan, 100.0, 1000.0))
    ]
    points = pd.concat(parts, ignore_index=True)
    elbows = pd.DataFrame({"examples": [5.0, 1000.0], "mle": [1.7, 2.1]})
    elbows = elbows.assign(median=elbows["mle"], low=[1.6, 2.0], high=[1.8, 2.2])
    drawn = law_fan(
        points, points, elbows, x="loss", seen=np.array([100.0, 1000.0]), floor=0.25,
        truth=1.75, visible=points["scale"] > 2,
    )  # fmt: skip
    yield drawn
    plt.close(drawn)


def test_hidden_points_are_hollow_and_all_points_are_there(figure):
    sets = figure.axes[0].collections
    assert sum(len(s.get_offsets()) for s in sets) == 24
    hollow = [s for s in sets if len(s.get_facecolors()) == 0]
    assert sum(len(s.get_offsets()) for s in hollow) == 9


def test_loss_falls_to_the_right_and_the_truth_is_marked(figure):
    left, right = figure.axes
    assert left.xaxis_inverted()
    assert right.yaxis_inverted()
    stars = [line for line in left.lines if line.get_marker() == "*"]
    assert stars[0].get_xydata().tolist() == [[1.75, 25.0]]


def test_more_data_is_darker():
    colors = amount_colors(np.array([10.0, 100.0, 1000.0]))
    lightness = [sum(colors[a]) for a in (10.0, 100.0, 1000.0)]
    assert lightness == sorted(lightness, reverse=True)
