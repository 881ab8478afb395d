import pandas as pd

from emergestudy.chapters.emergent_risks.risk_strength import family_of, strength


def graded(rows, enough=4):
    columns = ["series", "sizes", "noise_known"]
    trends = pd.DataFrame(rows, columns=columns)
    trends = trends.assign(topic="t", measure="m", risk="grows")
    return strength(trends, enough).iloc[0]


def test_two_families_that_count_are_strong_and_one_is_fair():
    assert graded([("GPT-3", 4, True), ("OPT", 4, True)])["strength"] == "strong"
    assert graded([("GPT-3", 4, True), ("OPT", 3, True)])["strength"] == "fair"
    assert graded([("GPT-3", 4, True), ("OPT", 3, True)], 3)["strength"] == "strong"


def test_few_sizes_or_unknown_noise_are_weak():
    assert graded([("PaLM", 3, True)])["strength"] == "weak"
    assert graded([("PaLM", 5, False)])["strength"] == "weak"
    assert graded([("PaLM", 6, False)])["strength"] == "fair"  # its scatter tells


def test_two_releases_are_one_family():
    row = graded([("Pythia", 8, True), ("Pythia-deduped", 8, True)])
    assert (row["families"], row["strength"]) == (1, "fair")
    assert row["grows"] == 2
    assert family_of("PaLM, reprint") == "PaLM"
    assert family_of("Pythia v0") == "Pythia"
    assert family_of("OPT") == "OPT"
