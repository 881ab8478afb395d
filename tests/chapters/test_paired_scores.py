import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.prompting_and_finetuning import paired_scores
from emergestudy.estimators.crossover import difference


def pairs(**columns):
    return paired_scores.with_errors(pd.DataFrame(columns))


def test_the_error_is_the_one_the_estimator_uses():
    scale, technique, baseline, n = [1.0, 2.0, 3.0], [0.0, 50, 99], [10.0, 40, 60], 250
    arms = (technique, n, None), (baseline, n, None)
    theirs = difference(scale, *arms, "percent", True).stderr[0]
    ours = np.hypot(
        paired_scores.standard_error(technique, n),
        paired_scores.standard_error(baseline, n),
    )
    assert 100 * theirs == pytest.approx(ours)


@pytest.mark.parametrize(
    ("technique", "n", "effect"),
    [
        (60.0, 1000, "helps"),
        (40.0, 1000, "hurts"),
        (51.0, 1000, "unclear"),
        (51.0, np.nan, "higher"),
        (49.0, np.nan, "lower"),
        (50.0, np.nan, "equal"),
    ],
)
def test_effects_follow_sign_and_interval(technique, n, effect):
    row = pairs(baseline=[50.0], technique=[technique], n_eval=[n])
    found = paired_scores.with_gain(row)
    assert found["effect"].tolist() == [effect]
    assert found["gain"].tolist() == [technique - 50]
    assert np.isnan(found["gain_low"].item()) == np.isnan(n)


def test_a_higher_level_widens_the_interval():
    row = pairs(baseline=[50.0], technique=[53.0], n_eval=[1000.0])
    assert paired_scores.with_gain(row, 0.8)["effect"].item() == "helps"
    assert paired_scores.with_gain(row, 0.99)["effect"].item() == "unclear"
