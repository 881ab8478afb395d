"""A real scheduler and two workers on loopback."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from emergestudy.errors import UsageError
from emergestudy.sweep import cluster
from emergestudy.sweep.drive import drive

pytest.importorskip("distributed", reason="needs the extra 'dask'")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
PORT = 18786


@pytest.fixture
def start(tmp_path):
    """Start a part of the cluster as the docs show, and stop it in the end."""
    with ExitStack() as stack:

        def go(*command):
            log = stack.enter_context((tmp_path / f"{command[0]}.log").open("a"))
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command], stdout=log, stderr=log,
                cwd=tmp_path,
            )  # fmt: skip
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        yield go


@pytest.fixture
def address(start):
    start("scheduler", "--host", "127.0.0.1", "--port", str(PORT), "--no-dashboard")
    return f"tcp://127.0.0.1:{PORT}"


def worker(start, address):
    return start(
        "worker", address, "--nworkers", "1", "--nthreads", "1", "--no-nanny",
        "--no-dashboard",
    )  # fmt: skip


def wait_for(address, workers):
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


def test_a_worker_is_killed_in_the_middle_and_nothing_is_lost(start, address, plan_of):
    workers = [worker(start, address) for _ in range(2)]
    wait_for(address, 2)
    plan = plan_of("x=1:30:30", collect=["cube"])
    make, ahead = cluster.dask(address)
    found = []
    for outcome in drive(plan.whole, make, ahead):
        found.append(outcome)
        if len(found) == 5:
            workers[0].send_signal(signal.SIGKILL)
    cubes = sorted(int(o.results["small/cube"]) for o in found)
    assert cubes == [x**3 for x in range(1, 31)]


def test_a_cluster_that_is_not_there_or_empty_is_told(start, address, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS", 1)
    with pytest.raises(UsageError, match="no Dask scheduler answers at tcp://127"):
        cluster.dask("tcp://127.0.0.1:18999")
    time.sleep(3)
    monkeypatch.setattr(cluster, "SECONDS", 30)
    with pytest.raises(UsageError, match="has no workers; start some"):
        cluster.dask(address)


def test_without_the_extra_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="make install-dask"):
        cluster.dask("tcp://127.0.0.1:1")
