import pytest

from emergestudy import fit_emergence_law
from emergestudy.chapters.emergence_law.variants import (
    VARIANTS,
    cdf_table,
    variants,
)
from emergestudy.errors import EmergenceDataError
from emergestudy.law.simulation import SimulatedStudy

FRAME = SimulatedStudy().draw(3)


def fit(**options):
    if options.get("sampler") == "bootstrap":
        raise EmergenceDataError("too slow for this test")
    return fit_emergence_law(FRAME, **({"floor": 0.25} | options))


def test_each_variant_is_the_fit_with_its_options():
    table = variants(fit).set_index("variant")
    assert list(table.index) == list(VARIANTS)
    other = fit(form="power").prediction
    assert table.loc["power law", "median"] == pytest.approx(other.median)
    assert table.loc["log power law", "low"] < table.loc["log power law", "high"]


def test_a_variant_that_is_refused_is_empty_and_the_others_go_on():
    table = variants(fit).set_index("variant")
    assert table.loc["bootstrap", ["median", "low"]].isna().all()


def test_options_of_all_fits_give_way_to_those_of_a_variant():
    more = {"D0 = 50": ("D0", {"d0": 50.0})}
    table = variants(fit, more, d0=20.0).set_index("variant")
    assert table.loc["log power law", "median"] == fit(d0=20.0).prediction.median
    assert table.loc["D0 = 50", "median"] == fit(d0=50.0).prediction.median


def test_the_cdf_has_every_fit_at_every_point():
    table = cdf_table({"a": fit(), "b": fit(form="power")}, [2.0, 1.8, 1.6])
    assert len(table) == 6
    assert table.query("variant == 'a'")["probability"].is_monotonic_increasing
