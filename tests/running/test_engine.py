"""The warm engine: what cells put out, beside papermill's own, and pools of it."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import papermill
import psutil
import pytest

from emergestudy.errors import StudyError, UsageError
from emergestudy.running.child import CellTimeout, Child
from emergestudy.running.notebooks import code_cells, read_notebook
from emergestudy.running.run import CellFailed, execute, run_papermill
from emergestudy.running.workers import stop_pool, warm_pool

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
logging.getLogger("papermill").setLevel(logging.ERROR)


def ended(pid):
    for _ in range(300):
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.1)
                continue
        return True
    return False


def text(outputs):
    return "".join(o.get("text", "") for o in outputs)


def test_cells_share_a_namespace_are_counted_and_may_fail():
    with Child() as child:
        assert child.run("x = 6") == ([], 1)
        outputs, count = child.run("print(x)\nx * 7")
        assert child.run("1 + 1;")[0] == []
        failed, _ = child.run("print('a')\n1 / 0")
        assert child.run("input()")[0][-1]["output_type"] == "error"
    assert (text(outputs), count) == ("6\n", 2)
    assert outputs[1]["data"]["text/plain"] == "42"
    assert outputs[1]["execution_count"] == 2
    assert [o["output_type"] for o in failed] == ["stream", "error"]
    assert failed[1]["ename"] == "ZeroDivisionError"
    assert "division by zero" in "".join(failed[1]["traceback"])


def test_what_a_run_changes_no_other_run_sees(tmp_path):
    before, drawn = list(sys.path), set()
    with pd.option_context("display.max_rows", 7), Child(tmp_path) as child:
        child.run("import pandas as pd")
        assert text(child.run("print(pd.options.display.max_rows)")[0]) == "60\n"
    for _ in range(2):
        with Child(tmp_path) as child:
            outputs, _ = child.run("import json, sys\nprint(hasattr(json, 'mine'))")
            assert text(outputs) == "False\n"
            child.run("json.mine = 1; sys.path.append('mine'); import os, numpy")
            assert text(child.run("print(os.getcwd())")[0]) == f"{tmp_path}\n"
            child.run("os.chdir('/')")
            drawn.add(text(child.run("print(numpy.random.rand())")[0]))
    assert sys.path == before
    assert os.getcwd() != "/"
    assert len(drawn) == 2


TABLE = "import pandas as pd\npd.DataFrame({'a': [1]})"
FIGURE = "import matplotlib.pyplot as plt\nlines = plt.plot([1, 2])\nplt.show()"
DRAWN = "plt.Figure.draw = lambda *_: print('drawn')\nlines = plt.plot([1])"


def test_figures_can_be_dropped_unseen_and_are_else_drawn_for_the_picture_alone():
    with Child() as child:
        child.run(FIGURE)
        assert text(child.run(DRAWN)[0]) == "drawn\n" * 2  # to measure it, and again
    with Child(figures=False) as child:
        assert child.run(FIGURE)[0] == child.run(DRAWN)[0] == []
        assert text(child.run("print(plt.get_fignums())")[0]) == "[]\n"
        assert set(child.run("plt.figure()")[0][0]["data"]) == {"text/plain"}


def test_a_cell_that_hangs_is_stopped_and_a_killed_child_is_told():
    with Child() as child, pytest.raises(CellTimeout, match=r"longer than 0\.2 s"):
        child.run("import time; time.sleep(60)", timeout=0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)
    with Child() as child:
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(StudyError, match="was it killed"):
            child.run("1")


SHOWS = """
import sys
from IPython.display import clear_output, display, update_display
print("lost")
clear_output(wait=True)
print("a")
print("b")
print("c", file=sys.stderr)
display({"text/plain": "old"}, raw=True, metadata={"a": 1}, display_id="id")
update_display({"text/plain": "new"}, raw=True, display_id="id")
update_display({"text/plain": "lost"}, raw=True, display_id="other")
display({"image/png": b"\\x00"}, raw=True)
"""
CLEARS = "print(1)\nclear_output()"


def test_a_failing_cell_is_one_line_and_a_log(study, write_notebook):
    path = write_notebook(
        "x = 1", "raise ValueError('no such panel\\nsecond line')", "print('never')",
    )  # fmt: skip
    with pytest.raises(StudyError) as caught:
        execute(path, {})
    message = str(caught.value)
    assert "small: cell 2 failed with ValueError: no such panel; " in message
    log = Path(message.split(" is in ")[1])
    assert log == study / "_build" / "logs" / "small.log"
    assert "Traceback" in log.read_text()
    assert "\x1b" not in log.read_text()
    with pytest.raises(CellFailed) as caught:
        run_papermill(read_notebook(path), {})
    assert (caught.value.ename, caught.value.count) == ("ValueError", 2)
    assert caught.value.evalue == "no such panel\nsecond line"


def test_a_run_that_is_refused_or_dies_leaves_no_log(study, write_notebook):
    refuses = "from emergestudy.errors import UsageError\nraise UsageError('no panel')"
    with pytest.raises(UsageError, match=r"^small: no panel$"):
        execute(write_notebook(refuses), {})
    with pytest.raises(StudyError, match="small: the process that"):
        execute(write_notebook("import os; os.kill(os.getpid(), 9)"), {})
    assert not (study / "_build").exists()


def plain(cells):
    """Outputs with joined lines, sorted: a kernel may send its two streams apart."""
    made = []
    for output in (o for cell in cells for o in cell["outputs"]):
        data = {k: "".join(v).strip() for k, v in output.get("data", {}).items()}
        told = [output.get(k) for k in ("output_type", "name", "ename", "metadata")]
        same = [m for m in made if m[0] == told] if "text" in output else []
        if same:
            same[0][1]["text"] += "".join(output["text"])
        else:
            made.append((told, data or {"text": "".join(output.get("text", ""))}))
        data.pop("image/png", None)  # compared by eye
    return sorted(made, key=repr)


def test_outputs_are_those_of_the_stock_engine(write_notebook, tmp_path, monkeypatch):
    """All chapters are compared by ``emergestudy check``: refresh uses our engine."""
    for name, value in plt.rcParamsDefault.items():  # the theme of other tests
        if name.startswith("figure."):
            monkeypatch.setitem(plt.rcParams, name, value)
    cells = [TABLE, FIGURE, SHOWS, CLEARS, "raise ValueError('no')", "print(1)"]
    path = write_notebook(*cells)
    told = []
    for engine in ("emergestudy", None):
        out = tmp_path / f"{engine}.ipynb"
        with pytest.raises(papermill.PapermillExecutionError) as caught:
            papermill.execute_notebook(
                path, out, engine_name=engine, kernel_name="python3",
                progress_bar=False,
            )  # fmt: skip
        error, cells = caught.value, code_cells(read_notebook(out))
        told.append((error.ename, error.evalue, error.exec_count, plain(cells)))
    assert told[0] == told[1]
    assert told[0][:3] == ("ValueError", "no", 5)
    assert len(told[0][3]) == 7


def test_processes_of_a_pool_have_their_imports_and_die_alone():
    with warm_pool(1) as pool:
        assert pool.submit(eval, "'seaborn' in __import__('sys').modules").result()
        pid = pool.submit(os.getpid).result()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(BrokenProcessPool):
            pool.submit(time.sleep, 5).result()
    pool = warm_pool(1)
    pid = pool.submit(os.getpid).result()
    stop_pool(pool)
    assert ended(pid)


POOL = """
from emergestudy.running.workers import warm_pool
import os, time
if __name__ == "__main__":
    pool = warm_pool(1)
    ask = "__import__('os').environ.get('PYTHONSAFEPATH')"
    print(pool.submit(eval, ask).result(), flush=True)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def test_workers_use_the_package_of_this_process_and_end_with_it(tmp_path, root):
    (tmp_path / "emergestudy").mkdir()
    (tmp_path / "emergestudy" / "__init__.py").write_text("raise ImportError('other')")
    script = tmp_path / "bin" / "script.py"
    script.parent.mkdir()
    script.write_text(POOL)
    with subprocess.Popen(
        [sys.executable, script], cwd=tmp_path, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "None\n"
        worker = int(process.stdout.readline())
        process.kill()
    assert ended(worker)
