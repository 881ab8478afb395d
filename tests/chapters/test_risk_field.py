import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.emergent_risks import risk_field


def field(bent):
    x = np.tile(np.linspace(20, 25, 6), 4)
    return pd.DataFrame(
        {
            "scale": 10**x,
            "score": 40 + bent * (x - 22.0) ** 2,
            "family": np.repeat(list("abcd"), 6),
        }
    )


def test_the_lowest_place_of_a_parabola_is_found():
    found = risk_field.bend(field(2.0), draws=50)
    assert np.log10([found["lowest"], found["low"], found["high"]]) == pytest.approx(22)
    assert found["u_shaped"] == 1


def test_a_field_that_bends_down_is_not_u_shaped():
    found = risk_field.bend(field(-2.0), draws=50)
    assert found["u_shaped"] == 0
    assert np.isnan(found["lowest"])


def test_open_families_of_three_sizes_are_kept():
    points = risk_field.mc2_points()
    sizes = points.groupby("series")["params"].nunique()
    assert sizes.min() == 3
    assert sizes["Pythia"] == 8
    assert points["stderr"].isna().all()
