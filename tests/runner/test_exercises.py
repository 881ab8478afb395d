import pytest

from emergestudy.errors import StudyError
from emergestudy.runner.exercises import (
    read_exercises,
    run_solution,
    without_notes,
    without_solutions,
)

TEXT = """```{exercise} Recall: sums
:label: sums-1

What is two and two?
```

````{solution} sums-1
:class: dropdown

By hand:

```python
total = 2 + 2
print(total)
```

```text
4
```

and then

```python
print(total + 1)
```

```text
5
```
````
"""


@pytest.fixture
def write(tmp_path):
    def make(text):
        path = tmp_path / "sums.md"
        path.write_text(text)
        return path

    return make


def test_question_and_solution_belong_together(write):
    (exercise,) = read_exercises(write(TEXT))
    assert (exercise.label, exercise.title) == ("sums-1", "Recall: sums")
    assert "two and two" in exercise.text
    assert ":class:" not in exercise.solution
    assert [said for _, said in exercise.steps] == ["4\n", "5\n"]


def test_blocks_of_a_solution_share_names(write):
    (exercise,) = read_exercises(write(TEXT))
    assert run_solution(exercise) == ["4\n", "5\n"]


def test_a_wrong_output_is_seen(write):
    (exercise,) = read_exercises(write(TEXT.replace("```text\n4", "```text\n3")))
    assert run_solution(exercise) != [said for _, said in exercise.steps]


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("{solution} sums-1", "{solution} sums-2", "'sums-1' has no solution"),
        ("```{exercise} Recall: sums", "```{note}", "nothing is asked for sums-1"),
        ("```text\n5\n```\n", "", "code without its output"),
    ],
)
def test_what_does_not_fit_together_is_refused(write, old, new, match):
    with pytest.raises(StudyError, match=match):
        read_exercises(write(TEXT.replace(old, new)))


def test_a_student_gets_questions_alone():
    text = without_solutions(TEXT)
    assert "What is two and two?" in text
    assert "By hand" not in text
    assert "print" not in text


def test_participants_get_no_notes_of_the_facilitator(root):
    pages = without_notes(root)
    assert len(pages) >= 11
    whole = "".join((root / path).read_text() for path in pages)
    text = "".join(pages.values())
    assert "For the facilitator" in whole
    assert "For the facilitator" not in text
    assert "## Activity" in text
    assert len(text) > len(whole) / 3
