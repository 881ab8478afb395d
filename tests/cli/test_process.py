"""The command as a real process: exit codes, streams, signals."""

import signal
import subprocess
import sys
import time


def start(*arguments, **options):
    command = [sys.executable, "-m", "emergestudy", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def finish(*arguments, **options):
    process = start(*arguments, **options)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_a_run_from_another_folder_of_the_checkout(study):
    code, out, err = finish("run", "squares", "-p", "x", "4", cwd=study / "notebooks")
    assert (code, err) == (0, "")
    assert out.strip().startswith(str(study / "_runs" / "squares"))


def test_a_mistake_goes_to_stderr_without_a_traceback(study):
    code, out, err = finish("run", "squares", "-p", "x", "four", cwd=study)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_ctrl_c_leaves_nothing_half_written(study, write_notebook):
    write_notebook(
        "import pathlib\npathlib.Path('started').touch()",
        "import time\ntime.sleep(60)",
        name="slow",
        folder=study / "notebooks",
    )
    process = start("run", "slow", cwd=study)
    for _ in range(300):
        if (study / "notebooks" / "started").exists():
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert (out, err) == ("", "stopped; nothing half-written was left behind\n")
    assert list((study / "_runs" / "slow").iterdir()) == []
