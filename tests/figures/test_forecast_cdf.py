import matplotlib.pyplot as plt
import pandas as pd

from emergestudy.figures.forecast_cdf import forecast_cdf


def test_curves_and_points_are_those_given():
    cdf = pd.DataFrame(
        {"variant": ["a", "a", "b", "b"], "scale": [21.0, 23.0] * 2,
         "probability": [0.1, 0.9, 0.2, 0.8]}
    )  # fmt: skip
    points = pd.DataFrame(
        {"scale": [21.0, 22.0, 23.0], "score": [0.25, 0.26, 0.4],
         "visible": [True, True, False]}
    )  # fmt: skip
    figure = forecast_cdf({"MMLU": (cdf, points, 22.2, 0.25)}, x="compute")
    top, bottom = figure.axes
    lines = {line.get_label(): list(line.get_ydata()) for line in top.lines}
    assert lines["a"] == [0.1, 0.9]
    assert lines["b"] == [0.2, 0.8]
    sizes = [len(c.get_offsets()) for c in bottom.collections]
    assert sorted(sizes) == [1, 2]
    plt.close(figure)
