import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from emergestudy.chapters.open_models import equal_compute
from emergestudy.chapters.open_models.open_points import open_points
from emergestudy.errors import UsageError


def field(shift, noise=0.0):
    """Families on one logistic curve, each moved up or down by its shift."""
    rng = np.random.default_rng(1)
    rows = []
    for name, by in shift.items():
        for x in np.linspace(20, 25, 12):
            score = 25 + 60 * expit((x - 22.5) / 0.4) + by + noise * rng.normal()
            rows.append({"family": name, "scale": 10**x, "score": score})
    about = {"task": "t", "chance": 25.0, "n_eval": 1000.0, "sizes": 12}
    return pd.DataFrame(rows).assign(**about)


def test_one_curve_explains_a_field_on_it():
    row = equal_compute.residual_spread(field({"a": 0, "b": 0})).iloc[0]
    assert row["residual_sd"] < 0.01
    assert row["explained"] == pytest.approx(1, abs=1e-6)


def test_what_is_left_is_split_by_family():
    shift = {"a": -6, "b": 0, "c": 6}
    row = equal_compute.residual_spread(field(shift, noise=1.0)).iloc[0]
    assert row["between"] == pytest.approx(6, rel=0.1)
    assert row["within"] == pytest.approx(1, rel=0.3)


def test_models_of_equal_compute_are_compared():
    points = open_points(["arithmetic_3da"])
    row = equal_compute.near(points, 1.6e22, 1.2).iloc[0]
    assert row["best"] == "starcoderbase-3b"
    assert row["worst"] == "xglm-4.5B"
    assert row["models"] == 5
    assert row["gap"] == pytest.approx(60.65 - 0.15)


def test_an_empty_neighborhood_is_refused():
    points = open_points(["arithmetic_3da"])
    with pytest.raises(UsageError, match="fewer than two models within a factor 2"):
        equal_compute.near(points, 1e30, 2)


def test_a_score_without_chance_is_left_out():
    assert equal_compute.residual_spread(open_points(["truthfulqa"])).empty
