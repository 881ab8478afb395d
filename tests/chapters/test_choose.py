import pytest

from emergestudy.chapters.choose import check_choice
from emergestudy.errors import UsageError


def test_what_exists_may_be_chosen():
    check_choice("panel", ["A"], "AB")


@pytest.mark.parametrize(
    ("names", "told"),
    [([], "no panel chosen; there are: A, B"), (["C"], "no panel named 'C'")],
)
def test_nothing_and_the_unknown_are_refused(names, told):
    with pytest.raises(UsageError, match=told):
        check_choice("panel", names, "AB")
