import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import crossover_point, emergence_point, normalise
from emergestudy.estimators.numbers import numbers, show

FRAME = pd.DataFrame({"s": 10.0 ** np.arange(20, 28), "y": np.linspace(0.2, 0.9, 8)})


def test_columns_of_one_frame_pass():
    part = FRAME.iloc[::-1]
    back = emergence_point(part.s, part.y, 0.25, 1000)
    assert back.verdict == emergence_point(FRAME.s, FRAME.y, 0.25, 1000).verdict


@pytest.mark.parametrize("call", [emergence_point, lambda s, y: normalise(y, s)])
def test_a_column_shuffled_by_itself_is_refused(call):
    shuffled = FRAME.y.sample(frac=1, random_state=1)
    with pytest.raises(EmergenceDataError, match=r"different indexes.*to_numpy"):
        call(FRAME.s, shuffled)


def test_crossovers_refuse_it_too_and_name_the_arm():
    shuffled = FRAME.y.sample(frac=1, random_state=1)
    with pytest.raises(EmergenceDataError, match="scale and baseline are Series"):
        crossover_point(FRAME.s, FRAME.y, shuffled)
    with pytest.raises(EmergenceDataError, match=r"^baseline: score has 2 value"):
        crossover_point(FRAME.s, FRAME.y, FRAME.y.where(FRAME.y < 0.8))


def test_one_number_is_not_told_to_leave_points_out():
    with pytest.raises(EmergenceDataError, match="chance is nan; it has to be"):
        emergence_point(FRAME.s, FRAME.y, float("nan"))


def test_fractions_declared_as_percent_are_refused():
    with pytest.raises(EmergenceDataError, match="fractions need unit='fraction'"):
        emergence_point(FRAME.s, FRAME.y, 0.25, unit="percent")
    low = emergence_point(FRAME.s, FRAME.y, 0.0, 1000, unit="percent")
    assert low.verdict in ("smooth", "emergent")  # with chance 0 it may be meant


@pytest.mark.parametrize("tolerance", ["x", 5, -0.01, float("nan")])
def test_a_tolerance_is_a_small_fraction(tolerance):
    with pytest.raises(EmergenceDataError, match=r"one point is 0\.01"):
        emergence_point(FRAME.s, FRAME.y, 0.25, tolerance=tolerance)


def test_long_lists_are_cut_in_messages():
    assert show(np.arange(9)) == "0, 1, 2, 3, 4, ..."
    assert numbers("n", [1, 2]).tolist() == [1.0, 2.0]
