import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.errors import EmergenceDataError
from emergestudy.law.forms import log_power, power, shape_of


def test_known_values():
    assert log_power(np.e**2, 0.1, 2, 1.7) == pytest.approx(2.1)
    assert log_power(1, 0.1, 2, 1.7) == pytest.approx(1.7)
    assert power(100, 0.1, 0.5, 1.7) == pytest.approx(2.7)


def test_compute_turns_the_shift_round():
    assert log_power(np.e, 0.3, 1, 22, sign=1) == pytest.approx(21.7)
    assert power(4, 0.3, 0.5, 22, sign=1) == pytest.approx(21.4)


@given(st.floats(1, 1e6), st.floats(1.01, 100), st.floats(0.01, 1), st.floats(0.1, 3))
def test_more_data_always_moves_the_elbow_to_weaker_models(amount, times, k, alpha):
    for law in (log_power, power):
        less, more = law([amount, amount * times], k, alpha, 2.0)
        assert more > less


def test_an_unknown_form_is_refused_with_the_list():
    with pytest.raises(EmergenceDataError, match="log_power, power"):
        shape_of("exponential")
