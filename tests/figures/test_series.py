import pytest

from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures import series_style


def test_every_family_that_wei_et_al_plot_has_a_style_of_its_own():
    families = [f for f in load("wei2022_scores")["family"].unique() if "SOTA" not in f]
    styles = series_style(families)
    assert len({s.color for s in styles.values()}) == len(families)
    assert len({s.marker for s in styles.values()}) == len(families)


def test_a_family_looks_the_same_whoever_stands_beside_it():
    alone = series_style(["PaLM"])["PaLM"]
    assert series_style(["GPT-3", "PaLM", "few_shot"])["PaLM"] == alone


def test_an_unknown_series_is_refused():
    with pytest.raises(UsageError, match="did you mean 'Chinchilla'"):
        series_style(["Chinchila"])
