import matplotlib.pyplot as plt
import pandas as pd

from emergestudy.figures.forecast_rows import forecast_rows


def test_medians_ends_and_the_truth_are_where_the_table_says():
    table = pd.DataFrame(
        {"variant": ["a", "b"], "mle": [22.0, 23], "median": [22.1, 23.1],
         "low": [21.9, 22.5], "high": [22.4, 24.0]}
    )  # fmt: skip
    figure = forecast_rows({"MMLU": table}, {"MMLU": (22.0, 22.2, 22.4)}, x="compute")
    axis = figure.axes[0]
    drawn = [list(line.get_xdata()) for line in axis.lines]
    assert [22.1, 23.1] in drawn
    assert [22.0, 23] in drawn
    ends = axis.collections[0].get_segments()
    assert [s[:, 0].tolist() for s in ends] == [[21.9, 22.4], [22.5, 24.0]]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["a", "b"]
    plt.close(figure)
