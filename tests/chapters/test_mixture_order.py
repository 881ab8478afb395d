import pytest

from emergestudy.chapters.case_studies import mixture_order as mixtures
from emergestudy.chapters.case_studies.printed_elbows import V1, V2


def test_an_elbow_is_above_itself_half_of_the_time():
    chance, least, most = mixtures.chance_first(V1, V1, "MCMC")
    assert chance == pytest.approx(0.5)
    assert least < 0.5 < most


def test_the_two_orders_add_up_to_certainty():
    one, least, _ = mixtures.chance_first(V2, V1, "Bootstrap")
    other, _, most = mixtures.chance_first(V1, V2, "Bootstrap")
    assert one + other == pytest.approx(1)
    assert least + most == pytest.approx(1)


def test_curves_that_touch_only_at_their_tails_are_sure_up_to_the_tails():
    """V2's 5th percentile is above V1's 95th: only the two tails are open."""
    order = mixtures.order_of_mixtures().set_index("method")
    assert order["least"]["MCMC"] == pytest.approx(0.95 * 0.95, abs=1e-3)
    assert order["chance"]["MCMC"] == pytest.approx(1)
    assert order["v1_truth_at"]["MCMC"] == pytest.approx(0.1375)
    assert order["v2_truth_at"]["Bootstrap"] == pytest.approx(0.95)


def test_the_gap_and_what_past_errors_make_of_it():
    gap = mixtures.gaps()
    assert gap["predicted"] == pytest.approx(2.311 - 2.254)
    assert gap["true"] == pytest.approx(2.318 - 2.226)
    squares = [0.022**2, 0.041**2, 0.003**2, 0.064**2]
    assert gap["past_error"] == pytest.approx((sum(squares) / 4) ** 0.5)
    assert gap["past_errors"] == 4
    assert 0.75 < gap["chance"] < 0.85
    assert gap["true"] < gap["tolerance"] == 0.1
