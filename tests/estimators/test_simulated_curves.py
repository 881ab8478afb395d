"""The curves that the estimator is calibrated on, and what the calibration counts."""

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def bench(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "benchmarks")


BENT = np.logaddexp(0, 0.5 / 0.09) * 0.05 / 0.39375
CROSSINGS = {
    "hinge": 0.45 + 0.55 * 0.05 / 0.39375, "step": 0.5,
    "soft_hinge": 0.5 + 0.09 * np.log(np.expm1(BENT)),
    "hinge_ceiling": 0.375 + 0.325 * 0.05 / 0.39375,
    "logistic": 0.575 - 0.055 * np.log(0.39375 / 0.05 - 1),
    "power": ((0.05 / 0.75) ** (1 / 8.5) - 0.375) / 0.515,
    "two_rises": 0.225 + 0.14 * 0.05 / 0.1575,
    "low_plateau": 0.575 + 0.425 * 0.0225 / 0.3375,
}  # fmt: skip
OTHERS = {
    "flat": "flat", "u_shaped": "u_shape", "inverse": "fall late_fall dip_below",
    "above": "level rising convex far_fall dip_above",
    "irregular": "u_from_above above_back_above fall_to_chance rise_and_fall",
}  # fmt: skip


def test_each_shape_has_the_class_and_the_crossing_of_its_mean():
    from simulated import shapes

    truth = {name: kind for kind, names in OTHERS.items() for name in names.split()}
    assert set(shapes.SHAPES) == set(CROSSINGS) | set(truth)
    for name, shape in shapes.SHAPES.items():
        mean = shape(lambda low, high: np.array([[(low + high) / 2]]), 0.75)
        seen = shapes.classify(mean(np.linspace(0, 1, 13)[None]))
        assert seen == [truth.get(name, "emergent")], name
        if name in CROSSINGS:
            place = pytest.approx(CROSSINGS[name], abs=1e-6)
            assert shapes.last_crossing(mean, 1) == place, name


def test_rivals_find_the_crossing_of_the_curve_they_assume_and_none_where_none_is():
    from simulated import rivals

    x, n = np.linspace(0, 4, 9), np.full(9, 1_000_000)
    hinge, s_curve = np.maximum(x - 1.8, 0) * 0.2, 0.4 / (1 + np.exp(11 - 5 * x))
    for name, mean, chance, low, point in (
        ("first_above", hinge, 0.25, 1.5, 2.0),
        ("hinge_bic", hinge, 0.25, 2.05, 2.05),
        ("isotonic", hinge, 0.25, 2.046, 2.05),
        ("logistic_from_chance", s_curve, 0.25, 1.808, 2.2 - np.log(7) / 5),
        ("logistic_glm", s_curve / 0.4, 0.0, 1.609, 2.2 + np.log(0.05 / 0.95) / 5),
    ):
        curves = [(x, chance + y, n, chance) for y in (mean, 0 * x, -chance * x / 9)]
        found = rivals.answers(getattr(rivals, name), curves)
        assert found[0, :2] == pytest.approx([low, point], abs=2e-3), name
        assert np.isnan(found[1:]).all(), name


def test_a_table_counts_every_curve_and_methods_meet_on_the_same(monkeypatch):
    import calibrate
    from simulated import rivals

    few = {"ITEMS": (1000, None), "NOISES": ("jitter",), "CHANCES": (0.25,)}
    for name, value in few.items():
        monkeypatch.setattr(calibrate, name, value)
    found = calibrate.calibrate(12, 1, 2, (5,), (rivals.first_above, rivals.hinge_bic))
    keys = ["method", *calibrate.CELL, "truth"]
    rows = calibrate.table(found, keys, calibrate.VERDICTS)
    rows = rows[rows["method"] == "emergestudy"]
    assert (rows[calibrate.VERDICTS].sum(axis=1) == rows["curves"]).all()
    assert rows.groupby("shape")["curves"].sum().eq(24).all()
    assert rows["n"].isna().sum() >= 22 <= (rows["n"] == 1000).sum()
    right = rows["truth"] == "emergent"
    assert rows.loc[~right, "covered"].sum() == 0
    share = rows.loc[right, "covered"].sum() / rows.loc[right, "emergent"].sum()
    assert 0.8 < share < 1
    met = calibrate.compared(calibrate.samples(found)).loc["wide"]
    assert met["curves"].to_list() == [88, 44, 88, 88]
    assert met["called_irregular"].idxmax() == "hinge_bic"
    assert met.loc["version 0.1", "recall"] > 0.7
