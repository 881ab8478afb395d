import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.emergence_calls import call_curves, count_verdicts, fit_curve
from emergestudy.estimators import emergence_point

SCALE = np.geomspace(1e20, 1e24, 8)


def curve(score, name="2H PaLM", chance=25.0, n=1000.0, metric="accuracy"):
    return pd.DataFrame(
        {
            "curve": name,
            "model": [f"m{i}" for i in range(8)],
            "scale": SCALE,
            "score": score,
            "chance": chance,
            "n_eval": n,
            "metric": metric,
        }
    )


RISING = curve([25, 25, 24, 26, 25, 40, 60, 80])
FLAT = curve([25, 26, 24, 25, 24, 26, 25, 25], name="H.1 wic few_shot")


def test_a_curve_in_percent_is_fitted_as_the_public_function_would():
    fit = fit_curve(RISING, level=0.8)
    same = emergence_point(
        SCALE, RISING["score"], chance=25, n=1000, unit="percent", level=0.8
    )
    assert (fit.verdict, fit.point, fit.interval) == (
        same.verdict,
        same.point,
        same.interval,
    )


def test_bleu_and_unknown_n_are_gaussian():
    bleu = fit_curve(curve([0, 0, 0, 1, 0, 9, 20, 30], chance=0, metric="bleu"))
    assert np.isnan(bleu.scatter)
    assert np.isnan(fit_curve(RISING.assign(n_eval=np.nan)).scatter)


def test_calls_have_a_row_a_curve():
    calls = call_curves(pd.concat([RISING, FLAT])).set_index("curve")
    assert calls["verdict"].tolist() == ["emergent", "flat"]
    rising, flat = calls.loc["2H PaLM"], calls.loc["H.1 wic few_shot"]
    assert rising["low"] < rising["point"] < rising["high"]
    assert (flat["low"], flat["high"]) == (pytest.approx(1e24), np.inf)
    assert np.isnan(flat["point"])


def test_verdicts_are_counted_by_source():
    table = count_verdicts(call_curves(pd.concat([RISING, FLAT])))
    assert table.loc["emergent", "Fig. 2"] == 1
    assert table.loc["flat", "H.1 few_shot"] == 1
    assert table["all"].sum() == 2
