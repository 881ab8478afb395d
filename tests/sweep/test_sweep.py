from concurrent.futures import ThreadPoolExecutor

import pytest

from emergestudy.sweep import sweep as module
from emergestudy.sweep.store import Store
from emergestudy.sweep.sweep import run_sweep
from emergestudy.sweep.task import Outcome, run_task


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Sweep on a thread; what ran is kept."""
    ran = []

    def noted(task):
        ran.append(task)
        return run_task(task)

    def go(plan, **options):
        def drive(tasks, make, ahead, _=None):
            yield from map(noted, tasks)

        monkeypatch.setattr(module, "drive", drive)
        make = lambda: ThreadPoolExecutor(1)  # noqa: E731
        return run_sweep(plan, Store(tmp_path / "runs"), make, ahead=2, **options)

    go.ran = ran
    return go


def test_identical_runs_are_not_repeated(run, plan_of):
    first = run(plan_of("x=1,2", collect=["squares"]))
    assert (first.ran, first.reused, first.failed) == (2, 0, {})
    again = run(plan_of("x=1,2,3", collect=["squares"]))
    assert (again.ran, again.reused) == (1, 2)
    fresh = run(plan_of("x=1,2", collect=["squares"]), fresh=True)
    assert (fresh.ran, fresh.reused) == (2, 0)


def test_the_short_form_is_used_once_it_gave_the_same(run, plan_of):
    plan = plan_of("x=1,2,3", collect=["cube"])
    assert run(plan).short
    lengths = [len(task.text) for task in run.ran]
    whole, short = len(plan.whole[0].text), len(plan.short[0].text)
    assert lengths == [whole, short, short, short]


def test_a_short_form_that_differs_is_not_used(run, plan_of, monkeypatch):
    plan = plan_of("x=1,2,3", collect=["cube"])
    monkeypatch.setattr(module, "_same", lambda *_: False)
    assert not run(plan).short
    assert len({len(task.text) for task in run.ran[2:]}) == 1
    assert len(run.ran[2].text) == len(plan.whole[0].text)
    monkeypatch.undo()
    one, other = (Outcome("k", {}, {"a": v}, 0.1) for v in ("1", "2"))
    assert not module._same(one, other)
    assert module._same(one, one)


def test_a_failed_run_is_reported_and_the_others_go_on(run, plan_of):
    done = run(plan_of("x=1,2,3", collect=["squares"], fail_at=2))
    assert done.ran == 2
    (failed,) = done.failed.values()
    assert (failed.error, failed.parameters["x"]) == ("ValueError: cannot do 2", 2)
    mended = run(plan_of("x=1,2,3", collect=["squares"], fail_at=2))
    assert (mended.reused, len(mended.failed)) == (2, 1)


def test_a_first_run_that_fails_decides_nothing(run, plan_of):
    done = run(plan_of("x=1,2,3,4", collect=["cube"], fail_at=1))
    assert (done.ran, len(done.failed), done.short) == (3, 1, True)
