import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import (
    binomial_interval,
    normalise,
    params_from_flops,
    tokens_from_flops,
    training_flops,
)

sizes = st.floats(1e6, 1e13)


def test_training_costs_what_papers_say_and_nothing_costs_nothing():
    # 174.6e9 parameters and 300e9 tokens: 3.14e23 operations (Brown et al., Table D.1).
    assert training_flops(174.6e9, 300e9) == pytest.approx(3.14e23, rel=2e-3)
    # 6 N D of the largest models does not fit a 64-bit integer.
    assert training_flops(540 * 10**9, 780 * 10**9) == pytest.approx(2.5272e24)
    assert training_flops(0, 1e9) == params_from_flops(0, 1e9) == 0
    assert np.isnan(training_flops([np.nan], [1e9])).all()


@given(sizes, sizes)
def test_the_inverses_undo_it(params, tokens):
    flops = training_flops(params, tokens)
    assert params_from_flops(flops, tokens) == pytest.approx(params)
    assert tokens_from_flops(flops, params) == pytest.approx(tokens)


def test_normalise_puts_chance_at_zero_and_the_ceiling_at_one():
    found = normalise([0.25, 0.625, 1.0, 0.0], 0.25)
    assert found == pytest.approx([0.0, 0.5, 1.0, -1 / 3])
    assert normalise(40.0, 25.0, 85.0) == pytest.approx(0.25)
    assert np.isnan(normalise(0.5, 1.0))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: training_flops(-1, 1e9), "params has value"),
        (lambda: training_flops([1, 2], [1, 2, 3]), "numbers of fitting shapes"),
        (lambda: params_from_flops(1e20, 0), "tokens has value"),
        (lambda: tokens_from_flops(1e20, 0), "params has value"),
        (lambda: normalise([50.0], 0.25), "in the same unit"),
        (lambda: normalise(pd.Series([0, 1]), pd.Series([1, 0], [1, 0])), "different"),
        (lambda: binomial_interval(25.0, 100), "divide percents"),
        (lambda: binomial_interval(-0.1, 100), "outside"),
        (lambda: binomial_interval(0.5, 100, 1.0), "level is 1.0"),
    ],
)
def test_amounts_that_make_no_sense_are_refused(call, told):
    with pytest.raises(EmergenceDataError, match=told):
        call()


def test_a_known_interval():
    """Newcombe 1998, Table I, case 81/263: Wilson 95 % is 0.2553 to 0.3662."""
    ends = binomial_interval(81 / 263, 263, level=0.95)
    assert [float(end) for end in ends] == pytest.approx([0.2553, 0.3662], abs=5e-5)
    low, high = binomial_interval([0.3, 0.0], [np.nan, 100])
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False]
