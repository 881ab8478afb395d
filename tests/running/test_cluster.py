"""A real scheduler and two workers on loopback."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest

from emergestudy.errors import StudyError, UsageError
from emergestudy.running import workers
from emergestudy.running.fingerprint import study_key
from emergestudy.running.sweep import Store, run_sweep
from emergestudy.running.workers import drive

pytest.importorskip("distributed", reason="needs the extra 'dask'")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler and workers as the docs show, and stop them in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:

        def begin(*command):
            log = stack.enter_context((tmp_path / f"{command[0]}.log").open("a"))
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"], stdout=log,
                stderr=log, cwd=tmp_path,
            )  # fmt: skip
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        def go(count):
            from distributed import Client

            started = [begin("scheduler", "--host", "127.0.0.1", "--port", port)]
            given = ("--nworkers", "1", "--nthreads", "1", "--no-nanny")
            started += [begin("worker", address, *given) for _ in range(count)]
            with Client(address, timeout=120, set_as_default=False) as client:
                if count:
                    client.wait_for_workers(count, timeout=120)
            return address, *started

        yield go


def test_no_run_is_lost_with_a_worker_and_a_dead_scheduler_ends_it(cluster, plan_of):
    address, scheduler, one, _ = cluster(2)
    plan = plan_of("x=1:30:30", collect=["cube"])
    found = []
    for outcome in drive(plan.tasks, *workers.dask(address)):
        found.append(outcome)
        if len(found) == 5:
            one.kill()
    cubes = sorted(int(o.results["small/cube"]) for o in found)
    assert cubes == [x**3 for x in range(1, 31)]
    plan = plan_of("x=1:300:300", collect=["cube"])
    outcomes = drive(plan.tasks, *workers.dask(address))
    next(outcomes)
    scheduler.kill()
    with pytest.raises(StudyError, match="cluster is gone"):
        list(outcomes)


def test_a_worker_with_other_data_is_refused(cluster, plan_of, study, tmp_path):
    changed, _ = study / "emergestudy" / "results.py", study_key()  # kept from here on
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(study))
        changed.write_text(changed.read_text() + "# another version\n")
        address, *_ = cluster(1)
    plan = plan_of("x=1,2", collect=["cube"])
    make, ahead = workers.dask(address)
    with pytest.raises(StudyError, match="another version of the study"):
        run_sweep(plan, Store(tmp_path / "kept"), make, ahead=ahead)
    assert not (tmp_path / "kept").exists()


def test_an_empty_cluster_is_told(cluster, monkeypatch):
    monkeypatch.setattr(workers, "SECONDS", 60)
    with pytest.raises(UsageError, match="has no workers; start some"):
        workers.dask(cluster(0)[0])


@pytest.mark.parametrize("answers", [None, b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_whatever_else_answers_is_one_line_and_no_hang(answers, monkeypatch, capfd):
    monkeypatch.setattr(workers, "SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def answer():
            with server.accept()[0] as found:
                found.sendall(answers)

        if answers is None:
            server.close()
        elif answers:
            threading.Thread(target=answer, daemon=True).start()
        for address in (f"tcp://127.0.0.1:{port}", "nonsense", ""):
            with pytest.raises(UsageError, match="no Dask scheduler answers at"):
                workers.dask(address)
    assert "Traceback" not in capfd.readouterr().err


def test_without_the_extra_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="make install-dask"):
        workers.dask("tcp://127.0.0.1:1")
