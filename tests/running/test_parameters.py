"""Parameters: read from a notebook, a command line or a file, and checked."""

import contextlib

import papermill
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy import load
from emergestudy.errors import StudyError, UsageError
from emergestudy.running import parameters
from emergestudy.running.parameters import Parameter, check_values, read_edition
from emergestudy.running.sweep import read_grid

TAGGED = {"tags": ["parameters"]}
KNOWN = [
    Parameter("level", "float", 0.9, "-", "0.5..0.999"),
    Parameter("axis", "str", "params", "-", "params, train_flops"),
    Parameter("panels", "list", ["A"], "-", "A, B"), Parameter("n", "int", 4, "-"),
    Parameter("log", "bool", True, "-"), Parameter("models", "list", [], "-"),
    Parameter("many", "str", "k0", "-", ", ".join(f"k{i}" for i in range(74))),
    Parameter("table", "str", "", "-", "file"),
]  # fmt: skip


def test_name_type_default_help_and_limits(write_notebook):
    text = (
        "level: float = 0.9  # coverage {0.5..0.999}\n"
        "axis: str = 'params'  # what to draw {params, train_flops}\n"
        "panels: list = [  # of Fig. 2 {A, B}\n    'A',\n]\n"
        "n: int = 4  # how many"
    )
    level, axis, panels, n = parameters.read_parameters(write_notebook((text, TAGGED)))
    assert (level.name, level.type, level.default) == ("level", "float", 0.9)
    assert level.bounds == (0.5, 0.999)
    assert (axis.help, axis.choices) == ("what to draw", ("params", "train_flops"))
    assert (panels.default, panels.choices) == (["A"], ("A", "B"))
    assert (n.choices, n.bounds) == ((), (float("-inf"), float("inf")))
    assert parameters.read_parameters(write_notebook("x = 1")) == []


def test_a_file_counts_from_the_folder_of_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = {"a.csv": f"{tmp_path}/a.csv", "/b/c.csv": "/b/c.csv", "": ""}
    for named, value in paths.items():
        assert check_values("nb", KNOWN, {"table": named}) == {"table": value}


def test_a_column_of_a_table_can_give_the_choices():
    tasks = Parameter("tasks", "list", [], "", "gpt3_scores.task")
    assert set(tasks.choices) == set(load("gpt3_scores")["task"])


@pytest.mark.parametrize("text", ["x = 1", "x: dict = {}  # a"])
def test_other_lines_are_refused(write_notebook, text):
    with pytest.raises(StudyError, match=r"line 1: write|has type 'dict'"):
        parameters.read_parameters(write_notebook((text, TAGGED)))


def test_papermill_reads_the_same_names_types_and_defaults(root):
    for path in (root / "notebooks").glob("*.ipynb"):
        theirs = papermill.inspect_notebook(str(path))
        ours = {p.name: p for p in parameters.read_parameters(path)}
        assert list(theirs) == list(ours)
        for name, parameter in ours.items():
            assert theirs[name]["inferred_type_name"] == parameter.type
            assert eval(theirs[name]["default"], {}) == parameter.default


@pytest.mark.parametrize(("name", "text", "value"), [
    ("level", "0.999", 0.999), ("axis", "train_flops", "train_flops"),
    ("panels", "A, B", ["A", "B"]), ("panels", "", []), ("n", "1e3", 1000),
    ("log", "no", False), ("log", "on", True),
    ("models", ["NA", "123", "True", "null"], ["NA", "123", "True", "null"]),
])  # fmt: skip
def test_texts_become_values(name, text, value):
    assert check_values("chapter", KNOWN, {name: text}) == {name: value}


@pytest.mark.parametrize(("name", "text", "told"), [
    ("level", "0.4999", "allowed: a number from 0.5 to 0.999"),
    ("level", True, "allowed"), ("level", None, "allowed"),
    ("axis", "time", "allowed: params, train_flops"),
    ("panels", "A,C", "cannot be 'C'; allowed: items of A, B"),
    ("models", [["a"]], "allowed: items separated"), ("models", "\udcff", "udcff"),
    ("n", "inf", "a value of type int"), ("log", "perhaps", "true or false"),
    ("many", "zzz", r"k0, k1, .* and 64 more, see 'emergestudy params chapter'"),
    ("many", "x" * 500, r"cannot be 'x{76}\.\.\.;"),
    ("levle", "1", "did you mean 'level'"),
])  # fmt: skip
def test_what_is_not_allowed_is_refused_with_what_is(name, text, told):
    with pytest.raises(UsageError, match=told) as caught:
        check_values("chapter", KNOWN, {name: text})
    assert len(str(caught.value)) < 250
    with pytest.raises(UsageError, match="takes no parameters"):
        check_values("chapter", [], {name: text})


@given(known=st.sampled_from(KNOWN), text=st.text(max_size=20))
def test_any_text_gives_a_value_of_the_type_or_a_usage_error(known, text):
    kind = {"list": list, "str": str}.get(known.type, object)
    with contextlib.suppress(UsageError):
        (value,) = check_values("chapter", KNOWN, {known.name: text}).values()
        assert isinstance(value, kind)


def test_all_values_and_those_that_differ(squares):
    values, changed = parameters.values_of(squares, {"x": "5", "how": "plain"})
    assert values == {"x": 5, "how": "plain"}
    assert changed == {"x": {"now": 5, "book": 3}}
    short = parameters.short_hash(values)
    assert len(short) == 8
    assert parameters.short_hash({"how": "plain", "x": 5}) == short
    assert parameters.short_hash({"how": "plain", "x": 6}) != short


def test_a_file_s_values_are_read_as_texts(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("models: [NA, 123, True, null, 'a b']\nlevel: 0.90 # why\nb: {}\n")
    texts = ["NA", "123", "True", "null", "a b"]
    assert parameters.read_yaml(path) == {"models": texts, "level": "0.90", "b": {}}
    path.write_text("x: " + "[" * 7 + "]" * 7)
    assert list(parameters.read_yaml(path)) == ["x"]


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(("text", "told"), [
    ("x: 1\ny: }", "line 2 is not YAML"),
    ("a: 1\n---\nb: 2", "write one 'name: value' a line"),
    (BOMB, "line 1: write the value out"),
    ("x: !!python/object/apply:os.getcwd []", "write the value out"),
    ("x: " + "[" * 9 + "]" * 9, "nested deeper than 8"),
    ("x: " + "y" * 100_001, "larger than 100,000 bytes"),
    ("x: 1\nx: 2", "'x' is no name, or is given twice"), ("[1, 2]: 3", "is no name"),
    ("x: \x07", "is not YAML"),
])  # fmt: skip
def test_a_file_that_is_wrong_or_hostile_is_refused(tmp_path, text, told):
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=told):
        parameters.read_yaml(path)


@pytest.mark.parametrize(("texts", "values"), [
    (["level=0.8,0.9,0.8"], {"level": [0.8, 0.9]}),
    (["level=0.5:0.9:5"], {"level": [0.5, 0.6, 0.7, 0.8, 0.9]}),
    (["level=0.6:0.9:1"], {"level": [0.6]}),
    (["n=1:100:3"], {"n": [1, 50, 100]}),
    (["panels=A,B+A", "n=1"], {"panels": [["A"], ["B", "A"]], "n": [1]}),
])  # fmt: skip
def test_a_grid_of_values_steps_and_lists(texts, values):
    assert read_grid("nb", KNOWN, texts) == values


@pytest.mark.parametrize(("texts", "told"), [
    ([], "needs a grid"),
    (["level"], "write NAME=VALUE"),
    (["levl=0.9"], "did you mean 'level'"),
    (["level=0.9", "level=0.8"], "given twice"),
    (["level=0.5:0.9:0"], "START:STOP:COUNT"),
    (["n=0:1:1000000000"], "at most 100,000 steps"),
    (["n=1:400:400", "level=0.5:0.9:400"], "has 160,000 runs; at most 100,000"),
])  # fmt: skip
def test_a_grid_that_is_wrong_or_too_large_is_refused(texts, told):
    with pytest.raises(UsageError, match=told):
        read_grid("nb", KNOWN, texts)


@pytest.fixture
def write(study):
    path = study / "book" / "editions" / "strict.yaml"
    path.parent.mkdir()
    return path.write_text


def test_an_edition_is_found_and_pairs_override_it_and_make_a_name(study, write):
    write("title: Big\nparameters: {squares: {x: 5, how: plain}}\n")
    made = read_edition(study, "strict")
    assert (made.name, made.title, made.solutions) == ("strict", "Big", True)
    assert made.parameters == {"squares": {"x": 5}}
    assert made.changed == {"squares": {"x": {"now": 5, "book": 3}}}
    assert read_edition(study, str(study / "book/editions/strict.yaml")) == made
    other = read_edition(study, "strict", [("squares.x", "7")])
    assert other.parameters == {"squares": {"x": 7}}
    assert other.name.startswith("strict-")
    assert read_edition(study, None, [("squares.x", "7")]).name == other.name[7:]
    named = read_edition(study, None, [("squares.x", "7")], "seven")
    assert (named.name, named.title) == ("seven", "seven")
    assert read_edition(study).name == ""
    assert read_edition(study, None, [("squares.x", "3")]).parameters == {}


@pytest.mark.parametrize(("text", "given", "pairs", "name", "told"), [
    ("", "strikt", [], None, "no edition named 'strikt'; did you mean 'strict'"),
    ("", "gone.yaml", [], None, "gone.yaml cannot be read"),
    ("", None, [("x", "1")], None, "write NOTEBOOK.PARAMETER=VALUE"),
    ("", None, [("squares.y", "1")], None, "no parameter of squares named 'y'"),
    ("", None, [("squares.x", "4")], "../up", "use letters, digits"),
    ("", None, [], "mine", "--name needs an edition"),
    ("chapters: {}", "strict", [], None, "may have title, parameters, solutions"),
    ("solutions: no", "strict", [], None, "is true or false, not 'no'"),
    ("parameters: {squares: 5}", "strict", [], None, "PARAMETER: VALUE"),
])  # fmt: skip
def test_a_wrong_edition_is_told(study, write, text, given, pairs, name, told):
    write(text)
    with pytest.raises(UsageError, match=told):
        read_edition(study, given, pairs, name)


def test_the_studys_own_editions_are_right(root):
    names = [p.stem for p in (root / "book" / "editions").glob("*.yaml")]
    assert {"strict", "pythia", "student", "teacher"} <= set(names)
    for name in names:
        edition = read_edition(root, name)
        assert edition.solutions == (name != "student")
        assert bool(edition.parameters) == (name not in ("student", "teacher"))
