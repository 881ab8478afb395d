import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import binomial_interval


def test_a_known_interval():
    """Newcombe 1998, Table I, case 81/263: Wilson 95 % is 0.2553 to 0.3662."""
    low, high = binomial_interval(81 / 263, 263, level=0.95)
    assert float(low) == pytest.approx(0.2553, abs=5e-5)
    assert float(high) == pytest.approx(0.3662, abs=5e-5)


@given(n=st.integers(1, 10_000), share=st.floats(0, 1), level=st.floats(0.5, 0.99))
def test_the_interval_holds_the_share_and_narrows_with_n(n, share, level):
    low, high = binomial_interval(share, [n, 4 * n], level)
    assert np.all((low <= share + 1e-12) & (share <= high + 1e-12))
    assert high[1] - low[1] < high[0] - low[0]


def test_coverage_is_close_to_the_level():
    rng = np.random.default_rng(0)
    truth = 0.27
    low, high = binomial_interval(rng.binomial(500, truth, 4000) / 500, 500, 0.9)
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.9, abs=0.02)


def test_unknown_n_gives_no_interval():
    low, high = binomial_interval([0.3, 0.3], [np.nan, 100])
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False]


@pytest.mark.parametrize(
    ("share", "level", "told"),
    [
        (25.0, 0.9, "divide percents"),
        (-0.1, 0.9, "outside"),
        (0.5, 1.0, "level is 1.0"),
    ],
)
def test_bad_input_is_named(share, level, told):
    with pytest.raises(EmergenceDataError, match=told):
        binomial_interval(share, 100, level)
