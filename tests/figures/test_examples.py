import numpy as np
import pytest

from emergestudy.chapters.examples import example_fits
from emergestudy.figures.examples import examples_figure

pytestmark = pytest.mark.usefixtures("close_figures")


def test_each_example_shows_its_points_and_its_verdict():
    examples = example_fits(8, 1000, 0.9)
    figure = examples_figure(examples)
    assert len(figure.axes) == len(examples)
    for axis, example in zip(figure.axes, examples, strict=True):
        points = next(line for line in axis.lines if line.get_marker() == "o")
        assert np.allclose(points.get_ydata(), example.points["score"])
        assert example.fit.verdict.replace("_", "-") in axis.get_title()
