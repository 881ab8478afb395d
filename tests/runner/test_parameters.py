import papermill
import pytest

from emergestudy.data import load
from emergestudy.errors import StudyError
from emergestudy.runner.parameters import read_parameters

TAGGED = {"tags": ["parameters"]}


def read(write_notebook, text):
    return read_parameters(write_notebook((text, TAGGED)))


def test_name_type_default_help_and_limits(write_notebook):
    found = read(
        write_notebook,
        "level: float = 0.9  # coverage {0.5..0.999}\n"
        "axis: str = 'params'  # what to draw {params, train_flops}\n"
        "panels: list = [  # of Fig. 2 {A, B}\n    'A',\n]\n"
        "n: int = 4  # how many",
    )
    level, axis, panels, n = found
    assert (level.name, level.type, level.default) == ("level", "float", 0.9)
    assert level.bounds == (0.5, 0.999)
    assert (axis.help, axis.choices) == ("what to draw", ("params", "train_flops"))
    assert (panels.default, panels.choices) == (["A"], ("A", "B"))
    assert (n.choices, n.bounds) == ((), (float("-inf"), float("inf")))
    assert n.allowed == "a value of type int"


def test_a_column_of_a_table_can_give_the_choices(write_notebook):
    (tasks,) = read(write_notebook, "tasks: list = []  # tasks {gpt3_scores.task}")
    assert set(tasks.choices) == set(load("gpt3_scores")["task"])


def test_no_tagged_cell_means_no_parameters(write_notebook):
    assert read_parameters(write_notebook("x = 1")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [("x = 1", "line 1: write"), ("x: dict = {}  # a", "has type 'dict'")],
)
def test_other_lines_are_refused(write_notebook, text, told):
    with pytest.raises(StudyError, match=told):
        read(write_notebook, text)


def test_papermill_reads_the_same_names_types_and_defaults(root):
    for path in (root / "notebooks").glob("*.ipynb"):
        theirs = papermill.inspect_notebook(str(path))
        ours = {p.name: p for p in read_parameters(path)}
        assert list(theirs) == list(ours)
        for name, parameter in ours.items():
            assert theirs[name]["inferred_type_name"] == parameter.type
            default = eval(theirs[name]["default"], {})
            assert default == parameter.default
