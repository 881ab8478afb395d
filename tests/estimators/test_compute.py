import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import (
    normalise,
    params_from_flops,
    tokens_from_flops,
    training_flops,
)

sizes = st.floats(1e6, 1e13)


def test_gpt3_costs_what_its_paper_says():
    # 174.6e9 parameters and 300e9 tokens: 3.14e23 operations (Brown et al., Table D.1).
    assert training_flops(174.6e9, 300e9) == pytest.approx(3.14e23, rel=2e-3)


def test_integers_beyond_64_bits_do_not_wrap_around():
    assert training_flops(540 * 10**9, 780 * 10**9) == pytest.approx(2.5272e24)


@given(sizes, sizes)
def test_the_inverses_undo_it(params, tokens):
    flops = training_flops(params, tokens)
    assert params_from_flops(flops, tokens) == pytest.approx(params)
    assert tokens_from_flops(flops, params) == pytest.approx(tokens)


def test_normalise_puts_chance_at_zero_and_the_ceiling_at_one():
    assert normalise([0.25, 0.625, 1.0, 0.0], 0.25) == pytest.approx(
        [0.0, 0.5, 1.0, -1 / 3]
    )
    assert normalise(40.0, 25.0, 85.0) == pytest.approx(0.25)


def test_normalise_is_undefined_without_room():
    assert np.isnan(normalise(0.5, 1.0))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: training_flops(-1, 1e9), "params has value"),
        (lambda: training_flops("175B", 3e11), "numbers of fitting shapes"),
        (lambda: training_flops([1, 2], [1, 2, 3]), "numbers of fitting shapes"),
        (lambda: params_from_flops(1e20, 0), "tokens has value"),
        (lambda: normalise([50.0], 0.25), "in the same unit"),
        (lambda: normalise(["a"], 0.25), "numbers of fitting shapes"),
    ],
)
def test_amounts_that_make_no_sense_are_refused(call, told):
    with pytest.raises(EmergenceDataError, match=told):
        call()


def test_an_amount_that_is_not_known_stays_not_known():
    assert np.isnan(training_flops([np.nan], [1e9])).all()
