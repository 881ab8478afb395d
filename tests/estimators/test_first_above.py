import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import first_above

SCALE = [1e20, 1e21, 1e22, 1e23]


@pytest.mark.parametrize(
    ("score", "found"),
    [
        ([24, 25, 40, 60], 1e22),
        ([24, 40, 25, 60], 1e23),  # a lucky point does not stay
        ([24, 25, 40, 25], None),
        ([30, 31, 40, 60], 1e20),
        ([24, 25, 24, 25], None),
        ([24, 25, 25, 25.1], 1e23),
    ],
)
def test_known_answers(score, found):
    assert first_above(SCALE, score, 25) == found


def test_the_margin_and_the_interval_must_both_be_cleared():
    score = [25, 28, 33, 60]
    assert first_above(SCALE, score, 25, margin=5) == 1e22
    assert first_above(SCALE, score, 25, low=[20, 24, 30, 50]) == 1e22
    assert first_above(SCALE, score, 25, low=[np.nan] * 4) == 1e21


def test_of_several_seeds_at_one_scale_all_must_be_above():
    assert first_above([1, 2, 2, 3], [0, 5, 0, 5], 1) == 3
    assert first_above([1, 2, 2, 3], [0, 5, 4, 5], 1) == 2


scores = st.lists(st.floats(0, 100), min_size=1, max_size=13)


@given(score=scores, chance=st.floats(0, 100), seed=st.integers(0, 99))
def test_order_of_rows_and_unit_of_scale_do_not_matter(score, chance, seed):
    scale = np.geomspace(1, 1e5, len(score))
    found = first_above(scale, score, chance)
    order = np.random.default_rng(seed).permutation(len(score))
    again = first_above(8 * scale[order], np.array(score)[order], chance)
    assert again == (None if found is None else 8 * found)


@given(score=scores, margin=st.floats(0, 50))
def test_a_larger_margin_never_calls_earlier(score, margin):
    scale = np.arange(1, len(score) + 1)
    strict = first_above(scale, score, 25, margin=margin)
    plain = first_above(scale, score, 25)
    assert strict is None or strict >= plain


@pytest.mark.parametrize(
    ("scale", "score", "told"),
    [
        ([1, 2], [1], "2 scales, 1 scores"),
        ([], [], "no point"),
        ([1, 2], [1, np.nan], "score nan"),
        ([1, np.inf], [1, 2], "scale inf"),
    ],
)
def test_bad_input_is_named(scale, score, told):
    with pytest.raises(EmergenceDataError, match=told):
        first_above(scale, score, 0.25)
