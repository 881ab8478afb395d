"""A real scheduler and two workers on loopback."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest

from emergestudy.errors import StudyError, UsageError
from emergestudy.running import workers
from emergestudy.running.sweep import Store, run_sweep
from emergestudy.running.workers import drive

pytest.importorskip("distributed", reason="needs the extra 'dask'")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def begin(tmp_path):
    """Start a part of the cluster as the docs show, and stop it in the end."""
    with ExitStack() as stack:

        def go(*command):
            log = stack.enter_context((tmp_path / f"{command[0]}.log").open("a"))
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"], stdout=log,
                stderr=log, cwd=tmp_path,
            )  # fmt: skip
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        yield go


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def scheduler(begin):
    port = free_port()
    process = begin("scheduler", "--host", "127.0.0.1", "--port", str(port))
    return f"tcp://127.0.0.1:{port}", process


@pytest.fixture
def address(scheduler):
    return scheduler[0]


def worker(begin, address):
    return begin("worker", address, "--nworkers", "1", "--nthreads", "1", "--no-nanny")


def wait_for(address, count):
    from distributed import Client

    with Client(address, timeout=120, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=120)


def test_a_worker_is_killed_in_the_middle_and_nothing_is_lost(begin, address, plan_of):
    pair = [worker(begin, address) for _ in range(2)]
    wait_for(address, 2)
    plan = plan_of("x=1:30:30", collect=["cube"])
    make, ahead = workers.dask(address)
    found = []
    for outcome in drive(plan.tasks, make, ahead):
        found.append(outcome)
        if len(found) == 5:
            pair[0].send_signal(signal.SIGKILL)
    cubes = sorted(int(o.results["small/cube"]) for o in found)
    assert cubes == [x**3 for x in range(1, 31)]


def test_a_worker_with_other_data_is_refused(
    begin, address, plan_of, study, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", str(study))
    changed = study / "emergestudy" / "results.py"
    changed.write_text(changed.read_text() + "# another version\n")
    worker(begin, address)
    wait_for(address, 1)
    monkeypatch.undo()
    plan = plan_of("x=1,2", collect=["cube"])
    make, ahead = workers.dask(address)
    with pytest.raises(StudyError, match="another version of the study"):
        run_sweep(plan, Store(tmp_path / "kept"), make, ahead=ahead)
    assert not (tmp_path / "kept").exists()


def test_a_scheduler_that_dies_ends_the_sweep_in_a_line(
    begin, scheduler, plan_of, tmp_path
):
    address, process = scheduler
    worker(begin, address)
    wait_for(address, 1)
    plan = plan_of("x=1:300:300", collect=["cube"])
    make, ahead = workers.dask(address)
    outcomes = drive(plan.tasks, make, ahead)
    next(outcomes)
    process.kill()
    with pytest.raises(StudyError, match="cluster is gone"):
        list(outcomes)


def test_an_empty_cluster_is_told(begin, address, monkeypatch):
    monkeypatch.setattr(workers, "SECONDS", 60)

    async def there():
        while True:
            try:
                return await workers._identity(address)
            except OSError:
                await asyncio.sleep(0.2)

    asyncio.run(asyncio.wait_for(there(), 120))
    with pytest.raises(UsageError, match="has no workers; start some"):
        workers.dask(address)


@pytest.mark.parametrize("kind", ["closed", "silent", "web", "nonsense", "empty"])
def test_whatever_else_answers_is_one_line_and_no_hang(kind, monkeypatch, capfd):
    monkeypatch.setattr(workers, "SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        address = {"nonsense": "nonsense", "empty": ""}.get(
            kind, f"tcp://127.0.0.1:{port}"
        )
        if kind == "closed":
            server.close()

        def answer():
            with server.accept()[0] as found:
                found.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        if kind == "web":
            threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(UsageError, match="no Dask scheduler answers at"):
            workers.dask(address)
    assert "Traceback" not in capfd.readouterr().err


def test_without_the_extra_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="make install-dask"):
        workers.dask("tcp://127.0.0.1:1")
