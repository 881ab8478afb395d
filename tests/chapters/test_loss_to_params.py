import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.case_studies import loss_to_params as laws


def boxes(params, loss, wide=0.02, half=0.002):
    return pd.DataFrame(
        {
            "params": params,
            "loss": loss,
            "params_low": np.multiply(params, 1 - wide),
            "params_high": np.multiply(params, 1 + wide),
            "loss_low": np.subtract(loss, half),
            "loss_high": np.add(loss, half),
        }
    )


TRUE = {"irreducible": 0.6, "height": 3.0, "exponent": 0.12}
SIZES = np.array([7e9, 7e10, 2.5e11, 5e11])


def test_the_pairs_are_the_printed_numbers():
    pairs = laws.published_pairs()
    assert (pairs["params"] / 1e9).tolist() == [70, 250, 325, 500]
    assert pairs["loss"].tolist() == pytest.approx([1.511, 1.386, 1.361, 1.324])
    wide = pairs["params_high"] - pairs["params_low"]
    assert (wide / 1e9).tolist() == pytest.approx([0, 25, 25, 25])


def test_laws_that_fit_enclose_the_law_that_made_the_numbers():
    pairs = boxes(SIZES, laws.loss_at(TRUE, SIZES))
    found = laws.consistent_laws(pairs)
    assert found["irreducible"].min() <= 0.6 <= found["irreducible"].max()
    here = found[np.isclose(found["irreducible"], 0.6)]
    assert here["exponent"].min() <= 0.12 <= here["exponent"].max()
    for size in (2e10, 1e12):
        losses = laws.loss_at(found, size)
        assert losses.min() <= laws.loss_at(TRUE, size) <= losses.max()


def test_every_corner_passes_through_every_box():
    pairs = laws.published_pairs()
    for law in laws.consistent_laws(pairs).to_dict("records"):
        highest = laws.loss_at(law, pairs["params_low"])
        lowest = laws.loss_at(law, pairs["params_high"])
        assert (highest >= pairs["loss_low"] - 1e-6).all()
        assert (lowest <= pairs["loss_high"] + 1e-6).all()


def test_numbers_that_lie_on_no_power_law_have_none():
    pairs = boxes(SIZES, [1.8, 1.5, 1.45, 1.2])
    assert laws.consistent_laws(pairs).empty


def test_least_squares_finds_the_law_of_exact_numbers():
    law = laws.middle_law(boxes(SIZES, laws.loss_at(TRUE, SIZES)))
    assert law["irreducible"] == pytest.approx(0.6)
    assert law["exponent"] == pytest.approx(0.12)
    assert law["residual"] < 1e-9


def test_size_and_loss_are_inverse_and_a_floor_is_never_reached():
    assert laws.params_at(TRUE, float(laws.loss_at(TRUE, 1e11))) == pytest.approx(1e11)
    assert laws.params_at(TRUE, 0.5) > 1e100
