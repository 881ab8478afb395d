import numpy as np
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.law.axis import sign_of, turned


def test_turning_twice_gives_the_scale_back():
    values = np.array([1.7, 2.4])
    for x in ("loss", "compute"):
        assert turned(turned(values, x), x) == pytest.approx(values)


def test_ability_grows_with_the_turned_scale():
    assert np.diff(turned([2.4, 1.7], "loss")) > 0
    assert np.diff(turned([20.0, 23.0], "compute")) > 0


def test_another_scale_is_refused_by_name():
    with pytest.raises(EmergenceDataError, match=r"'tokens'.*'loss'.*'compute'"):
        sign_of("tokens")
