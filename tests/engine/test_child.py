import os
import signal
import sys

import pytest

from emergestudy.engine.child import CellTimeout, Child, ChildDied

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def text(outputs):
    return "".join(o.get("text", "") for o in outputs)


def test_cells_share_a_namespace_and_are_counted():
    with Child() as child:
        assert child.run("x = 6") == ([], 1)
        outputs, count = child.run("print(x)\nx * 7")
    assert (text(outputs), count) == ("6\n", 2)
    assert outputs[1]["data"]["text/plain"] == "42"
    assert outputs[1]["execution_count"] == 2


def test_what_a_run_changes_no_other_run_sees():
    before = list(sys.path)
    for _ in range(2):
        with Child() as child:
            outputs, _ = child.run("import json, sys\nprint(hasattr(json, 'mine'))")
            assert text(outputs) == "False\n"
            child.run(
                "json.mine = 1; sys.path.append('mine'); import os; os.chdir('/')"
            )
    assert sys.path == before
    assert os.getcwd() != "/"


def test_an_error_is_the_last_output():
    with Child() as child:
        outputs, _ = child.run("print('a')\n1 / 0")
    assert [o["output_type"] for o in outputs] == ["stream", "error"]
    assert outputs[1]["ename"] == "ZeroDivisionError"
    assert "division by zero" in "".join(outputs[1]["traceback"])


def test_a_trailing_semicolon_hides_a_result_and_displays_stay_rich():
    with Child() as child:
        assert child.run("1 + 1;")[0] == []
        outputs, _ = child.run("import pandas as pd\npd.DataFrame({'a': [1]})")
    assert set(outputs[0]["data"]) == {"text/plain", "text/html"}


def test_figures_come_as_pictures_when_the_cell_ends():
    with Child() as child:
        outputs, _ = child.run(
            "import matplotlib.pyplot as plt\nlines = plt.plot([1, 2])"
        )
    assert outputs[0]["output_type"] == "display_data"
    assert "image/png" in outputs[0]["data"]


def test_two_runs_do_not_draw_the_same_random_numbers():
    drawn = set()
    for _ in range(2):
        with Child() as child:
            drawn.add(text(child.run("import numpy\nprint(numpy.random.rand())")[0]))
    assert len(drawn) == 2


def test_a_cell_that_hangs_is_stopped():
    with Child() as child, pytest.raises(CellTimeout, match=r"longer than 0\.2 s"):
        child.run("import time; time.sleep(60)", timeout=0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_a_killed_child_is_told():
    with Child() as child:
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(ChildDied, match="was it killed"):
            child.run("1")


def test_input_is_not_waited_for():
    with Child() as child:
        outputs, _ = child.run("input()")
    assert outputs[-1]["output_type"] == "error"
