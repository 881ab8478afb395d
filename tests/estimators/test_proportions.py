import numpy as np
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import binomial_interval, training_flops


def test_training_costs_what_papers_say_and_nothing_costs_nothing():
    # 174.6e9 parameters and 300e9 tokens: 3.14e23 operations (Brown et al., Table D.1).
    assert training_flops(174.6e9, 300e9) == pytest.approx(3.14e23, rel=2e-3)
    # 6 N D of the largest models does not fit a 64-bit integer.
    assert training_flops(540 * 10**9, 780 * 10**9) == pytest.approx(2.5272e24)
    assert training_flops(0, 1e9) == 0
    assert np.isnan(training_flops([np.nan], [1e9])).all()
    masked = np.ma.array([1.0, 2.0], mask=[False, True])
    assert np.isnan(training_flops(masked, 1e9)).tolist() == [False, True]


@pytest.mark.parametrize(("call", "told"), [
    (lambda: training_flops(-1, 1e9), "params has value"),
    (lambda: binomial_interval(0.5, ["x"]), "n has to be numbers, not 'x'"),
    (lambda: binomial_interval(1, 10**400), "n has to be numbers, not 1000"),
    (lambda: training_flops([1, 2], [1, 2, 3]), "numbers of fitting shapes"),
    (lambda: binomial_interval(25.0, 100), "divide percents"),
    (lambda: binomial_interval(-0.1, 100), "outside"),
    (lambda: binomial_interval(0.5, 100, 1.0), "level is 1.0"),
])  # fmt: skip
def test_amounts_that_make_no_sense_are_refused(call, told):
    with pytest.raises(EmergenceDataError, match=told):
        call()


def test_a_known_interval():
    """Newcombe 1998, Table I, case 81/263: Wilson 95 % is 0.2553 to 0.3662."""
    ends = binomial_interval(81 / 263, 263, level=0.95)
    assert [float(end) for end in ends] == pytest.approx([0.2553, 0.3662], abs=5e-5)
    low, high = binomial_interval([0.3, 0.0], [np.nan, 100])
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False]
