"""Verdicts: one word from what was found, gathered from executed notebooks."""

import json

import pytest

from emergestudy import results, verdicts
from emergestudy.errors import StudyError, UsageError
from emergestudy.verdicts import decide

WITH = "reproduced with a correction"


@pytest.mark.parametrize(("found", "word"), [
    ([True, True], "reproduced"), ([True, False], "only partly"),
    ([False, False], "contradicted"), ([True, None], "only partly"),
    ([False, None], "contradicted"), ([None], "not decidable"), ([], "not decidable"),
    ("definition", "definition"), (["reproduced", WITH], WITH),
    (["holds on other data", "contradicted"], "only partly"),
    (["contradicted", "fails on other data"], "contradicted"),
    (["contradicted", "only partly"], "only partly"),
    (["reproduced", "not decidable"], "only partly"),
])  # fmt: skip
def test_a_word_for_what_was_found(found, word):
    assert decide(found) == word


def test_corrections_and_printed_numbers_are_told_apart():
    assert decide([True], correction=True) == WITH
    assert decide([True, False], correction=True) == "only partly"
    assert decide([True], printed=True) == "consistent as printed"
    assert decide([False], printed=True) == "contradicted"
    with pytest.raises(StudyError, match="no verdict named 'reproducd'; did you mean"):
        decide("reproducd")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Write notebooks that recorded verdicts; return their folder."""
    place = tmp_path / "notebooks"
    place.mkdir()

    def write(**notebooks):
        for name, found in notebooks.items():
            bundles = {}
            monkeypatch.setattr(results, "_publish", bundles.__setitem__)
            for item, word in found.items():
                verdicts.verdict(item, word, f"numbers of {item}")
            outputs = [
                {"data": data, "metadata": {"scrapbook": {"name": item}}}
                for item, data in bundles.items()
            ]
            cells = [{"cell_type": "code", "outputs": outputs}]
            text = json.dumps({"cells": cells})
            (place / f"{name}.ipynb").write_text(text, encoding="utf-8")
        return place

    return write


def test_verdicts_are_gathered_with_their_notebook(folder):
    said = ["holds on other data", "contradicted", "not decidable"]
    place = folder(one={"Fig. 2A": [True]}, two={"C03": said, "Fig. 8": []})
    table = verdicts.recorded_verdicts(place).set_index("item")
    told = "1 of 3 holds, 1 without data: numbers of C03"
    assert table.loc["C03", ["notebook", "decides"]].tolist() == ["two", told]
    assert table.loc["Fig. 8", "decides"].startswith("left out by the parameters")


def test_a_reader_s_copy_of_a_notebook_of_the_book_does_not_count(folder):
    place = folder(one={"C03": [True]}, my_copy={"C03": [False]})
    contents = f"format: jb-book\nroot: index\nchapters:\n- file: {place.name}/one\n"
    (place / "_toc.yml").write_text(contents)  # of another folder
    with pytest.raises(StudyError, match="decided in two notebooks"):
        verdicts.recorded_verdicts(place)
    (place.parent / "_toc.yml").write_text(contents)
    table = verdicts.recorded_verdicts(place).set_index("item")
    assert table.loc["C03", ["notebook", "verdict"]].tolist() == ["one", "reproduced"]


def test_an_appendix_is_decided_by_its_parts(folder):
    place = folder(one={"Table 2": WITH})
    table = verdicts.recorded_verdicts(place).set_index("item")
    assert table.loc["App. C", "verdict"] == WITH
    assert table.loc["App. C", "decides"].startswith("of 1 parts 1 reproduced, 0 only")
    assert table.loc["App. B", "verdict"] == "only partly"  # no part has run


def test_figures_and_claims_are_joined_with_what_was_found(folder, monkeypatch):
    place = folder(one={"Fig. 2A": [True], "C03": [False]})
    figures = verdicts.figure_verdicts("Fig. 2", place).set_index("item")
    assert len(figures) == 8
    assert figures["verdict"].head(2).tolist() == ["reproduced", "pending"]
    monkeypatch.setenv(verdicts.FOLDER, str(place))
    claims = verdicts.claim_verdicts("C03")
    assert claims[["claim", "verdict"]].to_numpy().tolist() == [["C03", "contradicted"]]
    everything = verdicts.figure_verdicts(folder=place)["item"].tolist()
    assert everything[0] == "Fig. 1"
    assert everything.index("Snell Fig. 3") < everything.index("Snell Fig. 10")
    with pytest.raises(UsageError, match="no figure named 'Fig"):
        verdicts.figure_verdicts("Fig. 99", place)


def test_every_item_and_claim_is_decided_in_the_committed_notebooks(root):
    figures = verdicts.figure_verdicts(folder=root / "notebooks")
    claims = verdicts.claim_verdicts(folder=root / "notebooks")
    assert set(figures["verdict"]) | set(claims["verdict"]) <= set(verdicts.VERDICTS)
    assert "pending" not in {*figures["verdict"], *claims["verdict"]}
    decided = verdicts.recorded_verdicts(root / "notebooks")
    assert set(decided["item"]) == {*figures["item"], *claims["claim"]}
    assert figures.merge(decided, on="item").eval("notebook_x == notebook_y").all()


def test_entries_escape_texts_and_link_notebooks(folder):
    table = verdicts.claim_verdicts("C03", folder(one={"C03": [True]}))
    table = table.assign(statement="a < b", notebook="few_shot", empty="", item="A.1")
    lines = {"statement": "claim", "notebook": "n", "empty": "x"}
    page = verdicts.entries(table, ["item", "verdict"], lines)
    assert '<p>Wei A.1 &middot; <span class="verdict">✓ reproduced</span>' in page
    assert "a &lt; b" in page
    assert '<a href="few_shot.html">few shot</a>' in page
    assert "<dt>x</dt>" not in page
    assert verdicts.entries(table.head(0), [], {}) == "<p>None.</p>"
