import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from emergestudy.engine.pool import warm_pool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def test_processes_have_their_imports_and_die_alone():
    with warm_pool(1) as pool:
        assert pool.submit(eval, "'seaborn' in __import__('sys').modules").result()
        pid = pool.submit(os.getpid).result()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(BrokenProcessPool):
            pool.submit(time.sleep, 5).result()


def test_workers_use_the_package_of_this_process(tmp_path):
    (tmp_path / "emergestudy").mkdir()
    (tmp_path / "emergestudy" / "__init__.py").write_text("raise ImportError('other')")
    code = (
        "from emergestudy.engine.pool import warm_pool\n"
        "if __name__ == '__main__':\n"
        "    with warm_pool(1) as pool:\n"
        '        ask = \'__import__("os").environ.get("PYTHONSAFEPATH")\'\n'
        "        print(pool.submit(eval, ask).result())\n"
    )
    script = tmp_path / "bin" / "script.py"
    script.parent.mkdir()
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr


def test_workers_end_with_a_killed_parent():
    code = (
        "from emergestudy.engine.pool import warm_pool\n"
        "import os, time\n"
        "if __name__ == '__main__':\n"
        "    pool = warm_pool(1)\n"
        "    print(pool.submit(os.getpid).result(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        worker = int(process.stdout.readline())
        process.kill()
    for _ in range(50):
        if state_of(worker) in ("gone", "Z"):
            return
        time.sleep(0.1)
    pytest.fail("the worker lives on")


def state_of(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2]
    except FileNotFoundError:
        return "gone"
