import pytest

from emergestudy.audit.finding import Finding, as_printed, by_share, together
from emergestudy.errors import StudyError


@pytest.mark.parametrize(
    ("holds", "of", "correction", "verdict"),
    [
        (3, 3, False, "reproduced"),
        (3, 3, True, "reproduced with a correction"),
        (1, 3, True, "only partly"),
        (0, 3, False, "contradicted"),
    ],
)
def test_what_holds_becomes_a_verdict(holds, of, correction, verdict):
    assert by_share(holds, of, "why", correction=correction) == Finding(verdict, "why")


def test_a_verdict_has_to_be_one_of_the_seven():
    with pytest.raises(StudyError, match="no verdict 'maybe'"):
        Finding("maybe", "")


def found(verdict):
    return lambda: Finding(verdict, verdict)


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        (["reproduced", "reproduced"], "reproduced"),
        (
            ["reproduced", "reproduced with a correction"],
            "reproduced with a correction",
        ),
        (["reproduced", "contradicted"], "only partly"),
        (["only partly", "contradicted"], "only partly"),
        (["contradicted", "contradicted"], "contradicted"),
    ],
)
def test_several_checks_make_one(parts, verdict):
    finding = together(*(found(p) for p in parts))()
    assert finding.verdict == verdict
    assert finding.decides == "; ".join(parts)


def test_a_check_of_printed_numbers_says_no_more_than_that():
    good = as_printed(lambda: Finding("reproduced", "1 of 1"))()
    assert good == Finding("consistent as printed", "1 of 1")
    bad = Finding("contradicted", "0 of 1")
    assert as_printed(lambda: bad)() == bad
