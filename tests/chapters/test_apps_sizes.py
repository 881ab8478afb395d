import numpy as np
import pytest

from emergestudy.chapters.case_studies import apps_sizes


def test_the_printed_sizes_come_back():
    table = apps_sizes.sizes_for_apps(12.5).set_index(["method", "share"])
    for share, size in ((0.05, 500), (0.95, 250)):
        row = table.loc[("MCMC", share)]
        assert row["low"] <= size <= row["high"]
        assert row["middle"] == pytest.approx(size, rel=0.01)


def test_the_bootstrap_reaches_further_than_mcmc():
    table = apps_sizes.sizes_for_apps(12.5)
    middle = table.groupby("method")["middle"].agg(["min", "max"])
    assert middle.loc["Bootstrap", "max"] > 1.5 * middle.loc["MCMC", "max"]
    assert middle.loc["Bootstrap", "min"] < middle.loc["MCMC", "min"]


def test_the_band_is_narrow_between_the_points_and_wide_outside():
    band = apps_sizes.unprinted_losses(12.5).set_index("params")
    width = band["high"] - band["low"]
    assert width[70e9] == pytest.approx(0.011, abs=1e-3)
    assert width[7e9] > 10 * width[70e9]
    drawn = apps_sizes.law_band(12.5)
    assert (drawn["low"] <= drawn["high"]).all()
    assert set(apps_sizes.SIZES) <= set(drawn["params"])


def test_finer_rounding_leaves_fewer_laws():
    wide, narrow = (apps_sizes.law_numbers(r).set_index("number") for r in (25, 2))
    name = "irreducible loss (nats)"
    assert narrow.loc[name, "high"] < wide.loc[name, "high"]
    assert apps_sizes.freedom_in_words(2) == "anything from 0.00 to 0.86 nats"


def test_residuals_are_loss_less_law():
    table = apps_sizes.residuals(12.5)
    assert np.allclose(table["loss"] - table["law"], table["residual"])
    assert table["residual"].abs().max() < 0.001


def test_numbers_without_a_law_are_missing_and_said_so(monkeypatch):
    none = apps_sizes.consistent_laws(apps_sizes.published_pairs(12.5)).iloc[:0]
    monkeypatch.setattr(apps_sizes, "consistent_laws", lambda pairs: none)
    assert "no law" in apps_sizes.freedom_in_words(12.5)
    assert apps_sizes.law_band(12.5)["low"].isna().all()
    assert apps_sizes.sizes_for_apps(12.5)["high"].isna().all()
