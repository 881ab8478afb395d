"""Emergent risks: slopes, how strong the evidence is, and what they decide."""

import numpy as np
import pytest

from .conftest import words

NAME = "emergent_risks"


def test_changed_numbers_move_every_verdict(chapter, change):
    change("model_sizes", "model == 'Chinchilla 70B'", "family", "Gopher")
    change("risk_scores", "model == 'DeBERTaV3-Large'", "value", -5)
    change("risk_scores", "task == 'realtoxicityprompts'", "value", 0.1)
    largest = "model == 'PaLM 540B' and locator == 'Table 20'"
    change("palm_scores", largest, "value", 0.3)
    change("extraction_scores", "metric == 'gain_per_tenfold_size'", "value", -1)
    change("pythia_memorization", "metric == 'fraction_memorised'", "value", 0.5)
    true = "model == 'GPT-3 175B' and metric == 'percent_true'"
    change("truthfulqa_scores", true, "value", 60)
    gopher = "family == 'Gopher' and locator == 'Fig. 2E'"
    change("wei2022_scores", gopher, "value", 22.6)
    change("pythia_scores", "task == 'crows_pairs_english'", "value", 0.5)
    found = chapter(NAME)
    assert words(found) == {
        "C22": "only partly",  # LLaMA improves, Gopher after Chinchilla does not
        "C23": "contradicted",
        "C24": "contradicted",
        "C25": "only partly",  # PaLM still memorizes more
        "C26": "contradicted",
        "K30": "contradicted",
    }
    assert "Gopher flat" in found["verdict/C26"]["decides"]
    assert "toxic prompts -48" in found["verdict/C24"]["decides"]
    assert found["risk/gpt3_verdict"] == "flat"


def test_slopes_intervals_and_grades(chapter):
    """At parameters that change what is drawn, graded and told apart."""
    found = chapter(
        NAME, metrics=["percent_informative"], families=["Amber"], x_axis="params",
        level=0.99, enough=3,
    )  # fmt: skip
    assert words(found)["C26"] == "not decidable"
    assert words(found)["C24"] == "only partly" != words(found)["C23"]
    slopes = found["risk/slopes"].set_index(["measure", "series"])
    grades = found["risk/grades"].set_index("measure")
    crows = slopes.loc[("CrowS-Pairs, stereotype preferred", "Pythia")]
    assert crows["slope"] == pytest.approx(5.71, abs=0.01)
    # at 0.90 it was 1.92 wide: no more scatter than the noise, so the normal holds
    assert crows["high"] - crows["low"] == pytest.approx(1.92 * 2.576 / 1.645, rel=2e-3)
    reprint = slopes.loc[("Non-toxic prompts", "PaLM, reprint")]
    assert (reprint["slope"], np.isnan(reprint["low"])) == (pytest.approx(0), True)
    assert reprint["risk"] == "not told apart"
    assert slopes.loc["WinoGender, accuracy"]["slope"].dropna().index == ["LLaMA"]
    assert slopes.loc[("MC2 score (open models)", "Pythia"), "risk"] == "grows"
    informative = slopes.loc[("Informative answers", "GPT-2")]
    assert informative["risk"] == "shrinks"
    assert informative["slope"] > 0
    assert grades["strength"]["WinoBias, pro minus anti"] == "fair"  # one family
    counts = [found[f"risk/{grade}"] for grade in ("strong", "fair", "weak")]
    assert sum(counts) == len(grades)
    assert 8.5 < np.log10(found["risk/lowest"]) < 10.5  # parameters, not compute
    assert found["risk/lowest_low"] < found["risk/lowest"] < found["risk/lowest_high"]
