import pytest

from emergestudy.audit import few_shot


@pytest.mark.parametrize("letter", "ADH")
def test_panels_are_decided_from_the_sentences_about_them(letter):
    finding = few_shot.FIGURES[f"Fig. 2{letter}"]()
    assert finding.verdict in ("reproduced", "only partly")
    assert "paper" in finding.decides


def test_a_changed_number_flips_the_verdict(change):
    assert few_shot.FIGURES["Fig. 2H"]().verdict == "reproduced"
    change("wei2022_scores", "locator == 'Fig. 2H' and family == 'PaLM'", "value", 50)
    found = few_shot.FIGURES["Fig. 2H"]()
    assert found.verdict == "only partly"
    assert "PaLM: paper PaLM 540B, estimator flat" in found.decides
