import subprocess
import sys

import pytest

from emergestudy.errors import StudyError
from emergestudy.runner.lock import only_one

HOLD = """
import sys, time
from pathlib import Path
from emergestudy.runner.lock import only_one
with only_one(Path(sys.argv[1]), "a test"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_told_and_a_killed_one_holds_nothing(tmp_path):
    file = tmp_path / "sub" / "lock"
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        told = f"another process \\({process.pid}\\) is at a test here; wait"
        with pytest.raises(StudyError, match=told), only_one(file, "a test"):
            pass
        process.kill()
    with only_one(file, "a test"):
        pass
    with only_one(file, "a test"):
        pass
