import os
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from emergestudy.engine.pool import warm_pool
from emergestudy.errors import StudyError
from emergestudy.sweep.drive import drive
from emergestudy.sweep.task import Outcome, Task

TASKS = [Task(str(i), "", {}, ()) for i in range(20)]


def done(task):
    return Outcome(task.key, {}, {}, 0.0)


def test_every_run_comes_back_once_on_any_executor():
    found = list(drive(TASKS, lambda: ThreadPoolExecutor(3), 4, done))
    assert sorted(o.key for o in found) == sorted(t.key for t in TASKS)


def test_no_more_runs_are_handed_out_than_asked_for():
    waiting, most = [], []

    class Slow(ThreadPoolExecutor):
        def submit(self, run, task):
            waiting.append(task)
            most.append(len(waiting))
            return super().submit(run, task)

    for _ in drive(TASKS, lambda: Slow(1), 3, done):
        waiting.pop()
    assert max(most) <= 4


class Breaking(ThreadPoolExecutor):
    """Breaks at a given run, as a pool does when a worker is killed."""

    def __init__(self, breaks):
        super().__init__(1)
        self.breaks = breaks

    def submit(self, run, task):
        if task.key in self.breaks:
            self.breaks.discard(task.key) if self.breaks != {"always"} else None
            future = Future()
            future.set_exception(BrokenProcessPool("killed"))
            return future
        return super().submit(run, task)


def test_runs_that_lost_their_worker_run_again():
    breaks = {"3", "11"}
    found = list(drive(TASKS, lambda: Breaking(breaks), 2, done))
    assert sorted(o.key for o in found) == sorted(t.key for t in TASKS)


def test_runs_that_always_lose_their_worker_end_the_sweep():
    class Broken(ThreadPoolExecutor):
        def submit(self, run, task):
            future = Future()
            future.set_exception(BrokenProcessPool("killed"))
            return future

    with pytest.raises(StudyError, match="workers died 3 times"):
        list(drive(TASKS, lambda: Broken(1), 2, done))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_real_worker_is_killed_and_nothing_is_lost(plan_of):
    plan = plan_of("x=1:12:12", collect=["cube"])
    pools, found = [], []

    def make():
        pools.append(warm_pool(1))
        return pools[-1]

    for outcome in drive(plan.whole, make, 2):
        found.append(outcome)
        if len(found) == 3:
            (pid,) = pools[0]._processes
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
    assert len(pools) == 2
    cubes = sorted(int(o.results["small/cube"]) for o in found)
    assert cubes == [x**3 for x in range(1, 13)]
