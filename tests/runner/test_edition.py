import pytest

from emergestudy.errors import UsageError
from emergestudy.runner.edition import read_edition


@pytest.fixture
def write(study):
    def to(text, name="strict"):
        path = study / "book" / "editions" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return to


def test_a_file_is_found_by_name_and_by_path(study, write):
    path = write("title: Big\nparameters: {squares: {x: 5}}\n")
    made = read_edition(study, "strict", [])
    assert (made.name, made.title) == ("strict", "Big")
    assert made.parameters == {"squares": {"x": 5}}
    assert read_edition(study, str(path), []) == made


def test_pairs_override_a_file_and_get_a_name_of_their_own(study, write):
    write("parameters: {squares: {x: 5}}\n")
    made = read_edition(study, "strict", [("squares.x", "7")])
    assert made.parameters == {"squares": {"x": 7}}
    assert made.name.startswith("strict-")
    assert read_edition(study, None, [("squares.x", "7")]).name == made.name[7:]


def test_defaults_are_no_change(study):
    assert read_edition(study, None, []).name == ""
    assert read_edition(study, None, [("squares.x", "3")]).parameters == {}


@pytest.mark.parametrize(
    ("given", "pairs", "told"),
    [
        ("strikt", [], "no edition named 'strikt'; did you mean 'strict'"),
        ("gone.yaml", [], "gone.yaml cannot be read"),
        (None, [("x", "1")], "write NOTEBOOK.PARAMETER"),
        (None, [("square.x", "1")], "did you mean 'squares'"),
        (None, [("squares.y", "1")], "no parameter of squares named 'y'"),
        (None, [("squares.x", "1000")], "a whole number from 0 to 100"),
    ],
)
def test_what_is_wrong_is_said(study, write, given, pairs, told):
    write("parameters: {}\n")
    with pytest.raises(UsageError, match=told):
        read_edition(study, given, pairs)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("parameters: [", "cannot be read"),
        ("- a", "may have title, parameters, solutions"),
        ("parameters: {}\nchapters: {}", "may have title, parameters, solutions"),
        ("parameters: 3", "may have title, parameters, solutions"),
        ("solutions: maybe", "solutions is true or false, not 'maybe'"),
        ("parameters: {squares: 5}", "PARAMETER: VALUE"),
        ("parameters: !!python/object/apply:os.getcwd []", "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused(study, write, text, told):
    write(text, "bad")
    with pytest.raises(UsageError, match=told):
        read_edition(study, "bad", [])


def test_the_studys_own_editions_are_right(root):
    names = [p.stem for p in (root / "book" / "editions").glob("*.yaml")]
    assert {"strict", "pythia"} <= set(names)
    for name in names:
        edition = read_edition(root, name, [])
        assert edition.parameters or not edition.solutions


def test_a_student_edition_leaves_out_solutions_alone(root):
    edition = read_edition(root, "student", [])
    assert not edition.solutions
    assert edition.parameters == {}
    assert read_edition(root, "strict", []).solutions
