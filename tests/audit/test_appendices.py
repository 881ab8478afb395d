from emergestudy.audit.appendices import FIGURES, PARTS, made_of


def test_a_schematic_has_nothing_to_test():
    assert FIGURES["Fig. 1"]().verdict == "definition"


def test_an_appendix_counts_its_parts():
    finding = made_of(["Fig. 2"])
    assert finding.verdict == "only partly"
    assert finding.decides.startswith("5 of 8 parts reproduced")


def test_appendices_do_not_count_themselves():
    for item, parts in PARTS.items():
        assert item not in parts
