import pytest

from emergestudy.chapters.emergent_risks import risk_memory


def test_shares_are_percent_of_each_familys_own_sequences():
    points = risk_memory.memorized().set_index(["series", "model"])["score"]
    assert points["Pythia", "pythia-12b"] == pytest.approx(1.54564)
    share = 100 * 1871220 / 146432000
    assert points["Pythia-deduped", "pythia-12b-deduped"] == pytest.approx(share)
    assert points["PaLM"].tolist() == [1.6, 2.4]
    assert len(points) == 8 + 7 + 2


def test_what_is_printed_of_fit_and_repeats():
    assert risk_memory.printed_fit() == (19.0, 99.8)
    repeats = risk_memory.by_repeats()
    assert repeats["times_seen"].tolist() == [1, 500]
    assert repeats["share"].tolist() == [0.75, 40.0]
