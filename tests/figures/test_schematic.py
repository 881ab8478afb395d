import pytest

from emergestudy.errors import UsageError
from emergestudy.figures.schematic import prompt_schematic

pytestmark = pytest.mark.usefixtures("close_figures")


@pytest.mark.parametrize("shots", [0, 2, 4])
def test_the_prompt_has_so_many_examples_and_one_question(shots):
    (axis,) = prompt_schematic(shots).axes
    boxes = [text.get_text() for text in axis.texts if "Review" in text.get_text()]
    solved = [box for box in boxes if not box.endswith("Sentiment:")]
    assert (len(solved), len(boxes)) == (shots, shots + 1)


def test_there_are_not_more_examples_than_written():
    with pytest.raises(UsageError, match="0 to 4"):
        prompt_schematic(5)
