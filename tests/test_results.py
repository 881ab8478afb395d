import pytest

from emergestudy.errors import StudyError
from emergestudy.results import GLUE, record, recorded
from emergestudy.running.run import execute


def test_what_a_notebook_records_can_be_read_back(write_notebook):
    path = write_notebook(
        "import numpy as np\nimport pandas as pd\nfrom emergestudy import record\n"
        "record('a/number', np.float64(1) / 3)\nrecord('count', 3)\n"
        "record('word', 'none')\nrecord('nothing', None)\n"
        "record('b', {'half': 0.5, 'none': float('inf')})\n"
        "record('table', pd.DataFrame({'x': [1 / 3, np.nan], 'f': ['a', None]}))\n"
        "record('empty', pd.DataFrame({'x': []}))\n"
        "record('series', pd.Series({'a': 1.0}, name='x').rename_axis('k'))"
    )
    done = execute(path, {})
    found = recorded(done)
    assert (found["a/number"], found["b/half"]) == (0.333333, 0.5)
    texts = [found[name] for name in ("count", "word", "nothing", "b/none")]
    assert texts == [3, "none", None, "none"]
    assert found["table"]["x"].isna().tolist() == [False, True]
    assert found["table"]["f"].tolist()[0] == "a"
    assert list(found["empty"].columns) == ["x"]
    assert found["series"].to_dict("records") == [{"k": "a", "x": 1.0}]
    outputs = done["cells"][0]["outputs"]
    assert all(kind.startswith(GLUE) for o in outputs for kind in o["data"])


def test_outside_a_notebook_nothing_happens(capsys):
    record("a", 1.0)
    assert capsys.readouterr().out == ""


def test_what_cannot_be_handed_on_is_refused():
    for name, value, told in [("", 1, "needs a name"), ("a", [1, 2], "not list")]:
        with pytest.raises(StudyError, match=told):
            record(name, value)


def test_a_file_is_read_and_what_is_no_notebook_is_refused(root):
    assert recorded(root / "notebooks" / "errata.ipynb")["errata/count"] == 26
    for source, told in [
        (root / "none.ipynb", "cannot be read"), (root / "README.md", "not a notebook"),
        (root / "data" / "datapackage.json", "is not a notebook"),
        ({}, "it has no cells"),
    ]:  # fmt: skip
        with pytest.raises(StudyError, match=told):
            recorded(source)
