import numpy as np
import pytest

from emergestudy.chapters.case_studies import printed_elbows as printed
from emergestudy.errors import UsageError


def test_errors_are_the_ones_that_table_2_prints():
    error = printed.printed_elbows()["error"]
    full = {"GSM8K": 0.022, "MMLU": 0.041, "CSQA": 0.003, "CoLA": 0.064}
    assert error[list(full)].to_dict() == pytest.approx(full)
    assert np.isnan(error[printed.APPS])


def test_the_chance_of_having_emerged_grows_as_the_loss_falls():
    curve = printed.emerged_by(printed.V2, "MCMC")
    assert curve["loss"].tolist()[0] == 2.264
    assert curve["chance"].tolist()[0] == pytest.approx(0.95)
    assert curve["loss"].is_monotonic_increasing
    assert curve["chance"].is_monotonic_decreasing


def test_shares_are_read_between_percentiles_and_cut_at_the_ends():
    assert printed.share_below(printed.APPS, "MCMC", 1.357) == pytest.approx(0.5)
    assert printed.share_below(printed.APPS, "MCMC", 1.0) == pytest.approx(0.05)
    assert printed.share_below(printed.APPS, "MCMC", 2.0) == pytest.approx(0.95)


def test_draws_have_the_printed_percentiles():
    values = printed.draws(printed.V1, "Bootstrap", below=-np.inf, above=None)
    assert np.quantile(values, [0.25, 0.5, 0.9]) == pytest.approx(
        [2.216, 2.228, 2.246], abs=1e-3
    )
    assert np.isneginf(values).mean() == pytest.approx(0.05)
    assert values.max() == pytest.approx(2.250)


def test_rows_and_methods_that_are_not_printed_are_refused():
    with pytest.raises(UsageError, match=r"no task of Table 3 named 'APS'; did you"):
        printed.percentiles("APS", "MCMC")
    with pytest.raises(UsageError, match="no method of Table 3 named 'Laplace'"):
        printed.percentiles("APPS", "Laplace")
