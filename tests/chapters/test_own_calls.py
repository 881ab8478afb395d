import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.your_models.own_calls import own_calls
from emergestudy.chapters.your_models.own_curves import own_curves

from .test_own_curves import own


def family(task, elbow, shots=0, sizes=10, gain=0.15):
    """A family whose score leaves chance at a known size, measured on 2,000 items."""
    params = np.logspace(6, 10, sizes)
    score = 0.25 + gain * np.maximum(np.log10(params) - elbow, 0)
    names = [f"m{i}" for i in range(sizes)]
    varying = pd.DataFrame({"params": params, "value": score, "model": names})
    varying = varying.assign(task=task, n_shot=float(shots), n_eval=2000.0)
    varying = varying.assign(loss=12 - np.log10(params))
    fixed = own().head(1).drop(columns=varying.columns)
    return fixed.merge(varying, how="cross")


def test_known_points_are_found_and_ranked():
    table = pd.concat([family("winogrande_late", 9), family("arc_easy", 7.5),
                       family("sciq", 11)])  # fmt: skip
    curves = own_curves(table, "params", {"winogrande_late": 0.25})
    calls = own_calls(curves)
    assert calls["task"].tolist() == ["arc_easy", "winogrande_late", "sciq"]
    assert calls["verdict"].tolist() == ["emergent", "emergent", "flat"]
    assert np.log10(calls["point"][:2]).tolist() == pytest.approx([7.5, 9], abs=0.25)
    assert (calls["low"] < calls["point"])[:2].all()


def test_a_falling_axis_gives_points_in_its_own_unit():
    calls = own_calls(own_curves(family("arc_easy", 8), "loss"))
    assert calls["verdict"].tolist() == ["emergent"]
    assert calls["point"].iloc[0] == pytest.approx(4, abs=0.25)
    low, high = calls[["low", "high"]].iloc[0]
    assert low < calls["point"].iloc[0] < high


def test_what_the_estimator_refuses_is_told_and_not_hidden():
    table = family("arc_easy", 8)
    curves = own_curves(table, "params")
    curves.points["stderr"] = 0.01
    curves.points["n_eval"] = np.nan
    assert own_calls(curves)["verdict"].tolist() == ["emergent"]
    curves.points["chance"] = 2.0
    refused = own_calls(curves).iloc[0]
    assert refused["verdict"] == "refused"
    assert "chance" in refused["why"]


def test_the_models_beside_a_point_are_named():
    call = own_calls(own_curves(family("arc_easy", 7.9), "params")).iloc[0]
    assert (call["last_before"], call["first_after"]) == (
        "m4 step 10", "m5 step 10",
    )  # fmt: skip
    assert call["kinds"].startswith("emergent ")
    assert call["caution"] == ""
