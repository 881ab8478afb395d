import pytest

from emergestudy.errors import StudyError
from emergestudy.runner.execute import execute


def test_parameters_reach_the_notebook(study, tmp_path):
    notebook = study / "notebooks" / "squares.ipynb"
    before = notebook.read_bytes()
    done = execute(notebook, {"x": 5}, tmp_path / "s" / "x.ipynb", tmp_path / "log")
    assert done["cells"][-1]["outputs"][-1]["text"] == ["25 plain\n"]
    assert notebook.read_bytes() == before
    assert not (tmp_path / "s" / "x.ipynb").exists()


def test_a_failing_cell_is_one_line_and_a_log(write_notebook, tmp_path):
    path = write_notebook("x = 1", "raise ValueError('no such panel\\nsecond line')")
    log = tmp_path / "logs" / "small.log"
    with pytest.raises(StudyError) as caught:
        execute(path, {}, tmp_path / "s.ipynb", log)
    message = str(caught.value)
    assert "cell 2 failed with ValueError: no such panel;" in message
    assert "\n" not in message
    assert "Traceback" in log.read_text()
    assert "\x1b" not in log.read_text()
    assert not (tmp_path / "s.ipynb").exists()
