"""The chapter *The emergence law*: forecasts, what bounds them, and the verdicts."""

import pytest

from emergestudy.law.simulation import TRUTH

NAME = "emergence_law"


def test_changed_numbers_flip_what_rests_on_them(chapter, change):
    gsm8k = "locator == 'Table 3' and task_as_printed == 'GSM8K' and method == 'MLE'"
    change("snell2024_results", gsm8k, "value", lambda old: old + 0.2)
    change("law_calibration", "study == 'form'", "coverage", 0.9)
    change("law_calibration", "study == 'grid'", "median_error", 0.05)
    found = chapter(NAME, tasks=["gsm8k"], up_to=21.5, noise=0.001, d0=10.0)
    assert found["verdict/Snell Fig. 4"]["verdict"] == "only partly"
    assert "GSM8K +0.222" in found["verdict/Snell Fig. 4"]["decides"]
    assert found["law/wrong_form"] == pytest.approx(90)
    assert found["law/near"] == found["law/settings"] == 18

    # With hardly any noise the simulated law is found, and its elbows are sharp.
    assert found["law/mle"] == pytest.approx(TRUTH, abs=0.02)
    assert found["law/low"] < TRUTH < found["law/high"]
    assert found["law/inside_from"] <= found["law/inside_to"] < 0.02
    assert found["law/alpha_from"] == pytest.approx(1, abs=0.1)
    assert found["law/alpha_to"] == pytest.approx(1, abs=0.1)

    # Only models within the bound are seen, only the chosen task is forecast.
    assert found["law/seen_models"] == 5
    assert "pythia-2.8b" not in found["law/seen_names"]
    real = found["law/real"]
    assert real["task"].tolist() == ["GSM8K"]
    assert real["elbow"][0] == pytest.approx(22.53, abs=0.01)
    assert real["D0 = 50"][0] < real["log power law"][0]
    fig6 = found["verdict/Snell Fig. 6"]
    assert fig6["verdict"] == "not decidable"
    assert "on 1 of 1 task, and d0 from 10 to 100" in fig6["decides"]


def test_another_form_has_another_range_of_exponents(chapter):
    found = chapter(NAME, form="power", tasks=["mmlu"], up_to=24.0, n_simulations=1)
    assert (found["law/tried_from"], found["law/tried_to"]) == (0.01, 1)
    assert found["law/alpha_to"] <= 1
    assert found["law/settings"] == 18
    assert found["law/worst"] > 0
    real = found["law/real"].iloc[0]
    # With the transition in view the law finds it.
    assert real["log power law"] == pytest.approx(real["elbow"], abs=0.3)
    assert found["law/seen_models"] > 25
