"""Simulated curves, and the estimator's calibration on them."""

import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import UsageError
from emergestudy.forecasts.calibration import (
    KINDS,
    Cell,
    calibrate,
    simulate,
)

# True means of a curve at places 0, 1/4 and 1, and scores of another one in percent.
CURVES = {
    "flat": ([0.25, 0.25, 0.25], [21, 17, 26, 25, 21, 25]),
    "log_linear": ([0.377299, 0.419518, 0.546175], [32, 23, 31, 45, 65, 66]),
    "hinge": ([0.25, 0.25, 0.75613], [26, 29, 19, 41, 62, 60]),
    "hinge_ceiling": ([0.25, 0.25, 0.571572], [21, 22, 27, 16, 73, 66]),
    "logistic": ([0.25, 0.25001, 0.755681], [22, 23, 20, 21, 70, 59]),
    "power_law": ([0.273704, 0.300955, 0.75613], [17, 25, 19, 23, 61, 65]),
    "inverse": ([0.25, 0.25, 0.143528], [22, 23, 17, 17, 7, 14]),
    "u_shaped": ([0.25, 0.184952, 0.418876], [21, 22, 21, 11, 53, 53]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_known_curves(kind):
    mean, score = CURVES[kind]
    cell = Cell(kind, 6, "uneven", 100, rho=0.01, ties=2)
    drawn = simulate(cell, 2, np.random.default_rng(5))
    assert drawn.mean[0, ::2] == pytest.approx(mean, abs=1e-6)
    assert (100 * drawn.score[1]).round().tolist() == score
    assert drawn.x[0].tolist() == [0, 0, 1, 1, 4, 4]
    known = kind in ("hinge", "hinge_ceiling", "logistic")
    elbows = [2.488005, 2.492705] if known else [np.nan, np.nan]
    assert drawn.elbow == pytest.approx(elbows, abs=1e-6, nan_ok=True)


def test_random_places_increase_from_0_to_4_decades_and_kinds_are_known():
    rng = np.random.default_rng(0)
    drawn = simulate(Cell("flat", 8, "random", 100), 20, rng)
    assert (np.diff(drawn.x, axis=1) > 0).all()
    assert 0 <= drawn.x.min() < 0.5 < 3.5 < drawn.x.max() <= 4
    with pytest.raises(UsageError, match="no kind named 'step'"):
        simulate(Cell("step", 8, "equal", 100), 1, rng)


def test_neither_processes_nor_other_cells_change_a_row():
    cells = [Cell("hinge", 8, "random", 1000), Cell("flat", 8, "equal", 1000)]
    table = calibrate(cells, n_simulations=520, jobs=1)
    again = calibrate(cells[::-1], n_simulations=520, jobs=2)[::-1]
    pd.testing.assert_frame_equal(again.reset_index(drop=True), table)
