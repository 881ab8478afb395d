from emergestudy.audit.appendices import FIGURES, PARTS, combine, parts_of
from emergestudy.audit.finding import Finding


def test_a_schematic_has_nothing_to_test():
    assert FIGURES["Fig. 1"]().verdict == "definition"


def test_an_appendix_is_made_of_panels():
    assert parts_of("App. C") == ["Table 2"]
    panels = parts_of("App. D")
    assert len(panels) == 8 + 4 + 4
    assert "Fig. 11A" in panels
    assert parts_of("App. A") == ["App. A.1", "App. A.2", "App. A.3"]


def test_appendices_do_not_count_themselves():
    for item in PARTS:
        assert item not in parts_of(item)


def test_parts_are_counted():
    right, wrong = Finding("reproduced", ""), Finding("contradicted", "")
    assert combine([right, right]).verdict == "reproduced"
    assert combine([wrong]).verdict == "contradicted"
    mixed = combine([right, wrong, Finding("only partly", "")])
    assert mixed.verdict == "only partly"
    assert mixed.decides == ("of 3 parts 1 reproduced, 1 only partly, 1 contradicted")
