import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from emergestudy.figures.ridge_map import ridge_map


def test_the_profile_and_the_truth_are_drawn_as_given():
    rng = np.random.default_rng(0)
    alpha = rng.lognormal(0, 0.5, 500)
    draws = pd.DataFrame(
        {"alpha": alpha, "elbow": 1.7 + 0.1 * alpha + rng.normal(0, 0.01, 500)}
    )
    profile = pd.DataFrame({"alpha": [0.5, 1.0, 2.0], "elbow": [1.75, 1.8, 1.9]})
    profile["log_likelihood"] = [-1.0, 0.0, -0.5]
    figure = ridge_map(draws, profile, x="loss", truth=(1.0, 1.75))
    left, right = figure.axes
    assert (
        left.lines[0].get_xydata().tolist()
        == profile[["alpha", "elbow"]].to_numpy().tolist()
    )
    assert left.lines[2].get_xydata().tolist() == [[1.0, 1.75]]
    assert right.lines[0].get_ydata().tolist() == [-1.0, 0.0, -0.5]
    plt.close(figure)
