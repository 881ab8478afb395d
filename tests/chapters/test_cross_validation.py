import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.perplexity_lens.cross_validation import (
    fit_and_predict,
    fold_labels,
    left_out_errors,
    spline_basis,
)
from emergestudy.errors import UsageError

X = np.linspace(0.0, 4.0, 60)


def test_the_spline_is_straight_beyond_its_knots():
    columns = spline_basis(np.array([5.0, 6.0, 7.0]), np.array([0.0, 1.0, 2.0, 3.0]))
    assert np.allclose(columns[0] - 2 * columns[1] + columns[2], 0)
    assert columns.shape == (3, 4)
    below = spline_basis(np.array([-2.0, -1.0]), np.array([0.0, 1.0, 2.0]))
    assert np.allclose(below[:, 2], 0)


def test_a_line_is_recovered_and_a_bend_followed():
    assert np.allclose(fit_and_predict(X, 3 * X + 1, np.array([1.3]), 5), 4.9)
    bend = np.maximum(0, X - 2) ** 2
    errors = fit_and_predict(X, bend, X, 9) - bend
    assert np.abs(errors).max() < 0.01 * bend.max()


def test_beyond_the_data_the_prediction_is_held():
    ends = fit_and_predict(X, X**2, np.array([4.0, 40.0, -9.0, 0.0]), 5)
    assert ends[0] == ends[1]
    assert ends[2] == ends[3]


def test_few_distinct_values_get_as_many_knots():
    x = np.repeat([1.0, 2.0, 3.0], 5)
    y = np.repeat([1.0, 5.0, 2.0], 5)
    assert np.allclose(fit_and_predict(x, y, np.array([2.0]), 7), 5)


def test_left_out_points_do_not_help_to_predict_themselves():
    y = np.zeros(60)
    y[:20] = 10.0
    labels = np.repeat([0, 1, 2], 20)
    errors = left_out_errors(10**X, y, labels, 4)
    assert np.allclose(errors[:20], -10)


def test_folds_hold_runs_sizes_or_tenths():
    points = pd.DataFrame({"run": list("aabbccdd"), "params": [1] * 4 + [2] * 4})
    assert len(set(fold_labels(points, "runs"))) == 4
    assert fold_labels(points, "sizes").tolist() == [1] * 4 + [2] * 4
    parts = fold_labels(pd.concat([points] * 5), "checkpoints")
    assert np.bincount(parts).tolist() == [4] * 10


@pytest.mark.parametrize(
    ("folds", "told"), [("tenths", "no kind of fold"), ("runs", "need two of them")]
)
def test_folds_that_cannot_be_made_are_refused(folds, told):
    points = pd.DataFrame({"run": ["a", "a"], "params": [1, 1]})
    with pytest.raises(UsageError, match=told):
        fold_labels(points, folds)
