import numpy as np
import pandas as pd
import pytest
from scipy import stats

from emergestudy.chapters.emergent_risks import risk_trends

SIZES = pd.Series([1e8, 1e9, 1e10, 1e11])
UNKNOWN = pd.Series([np.nan] * 4)


def test_a_known_noise_gives_the_weighted_slope():
    score = pd.Series([10.0, 12.0, 14.0, 16.0])
    slope, low, high = risk_trends.slope_per_decade(
        SIZES, score, pd.Series([1.0] * 4), 0.90
    )
    half = stats.norm.ppf(0.95) / np.sqrt(5)  # sum of squared decades about the mean
    assert slope == pytest.approx(2)
    assert (low, high) == (pytest.approx(2 - half), pytest.approx(2 + half))


def test_scatter_beyond_the_noise_widens_the_interval():
    score = pd.Series([10.0, 20.0, 5.0, 16.0])
    quiet = risk_trends.slope_per_decade(SIZES, score, pd.Series([0.1] * 4), 0.90)
    unknown = risk_trends.slope_per_decade(SIZES, score, UNKNOWN, 0.90)
    assert quiet == pytest.approx(unknown)
    fit = stats.linregress(np.log10(SIZES), score)
    half = stats.t.ppf(0.95, 2) * fit.stderr
    assert unknown == pytest.approx((fit.slope, fit.slope - half, fit.slope + half))


@pytest.mark.parametrize(
    ("sizes", "score", "slope"),
    [
        ([1e8, 1e9], [1.0, 2.0], 1.0),  # two points without noise
        ([1e8, 1e9, 1e10], [44.0, 44.0, 44.0], 0.0),  # rounded to the same number
    ],
)
def test_no_interval_without_noise_to_judge_by(sizes, score, slope):
    unknown = pd.Series([np.nan] * len(sizes))
    found = risk_trends.slope_per_decade(
        pd.Series(sizes), pd.Series(score), unknown, 0.90
    )
    assert found[0] == pytest.approx(slope)
    assert np.isnan(found[1:]).all()


def test_one_size_has_no_slope():
    one = pd.Series([1e9])
    assert np.isnan(risk_trends.slope_per_decade(one, one, one, 0.90)).all()


def test_what_a_slope_means_depends_on_which_way_is_worse():
    points = pd.DataFrame(
        {
            "topic": "t", "measure": "m", "series": ["up"] * 4 + ["truth"] * 4,
            "params": [*SIZES, *SIZES], "score": [10.0, 12.0, 14.0, 16.0] * 2,
            "stderr": 0.5, "worse": [1] * 4 + [-1] * 4,
        }
    )  # fmt: skip
    found = risk_trends.trends(points).set_index("series")
    assert found["risk"].to_dict() == {"up": "grows", "truth": "shrinks"}
    assert found["noise_known"].all()
    assert (found["smallest"] == 10).all()
    assert (found["largest"] == 16).all()
