"""Run a plan: reuse what is done, check the shortcut, run the rest."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from tqdm import tqdm

from emergestudy.sweep.drive import drive
from emergestudy.sweep.plan import Plan
from emergestudy.sweep.store import Store
from emergestudy.sweep.task import Outcome, Task, run_task


@dataclass
class Swept:
    """How a sweep went.

    Attributes
    ----------
    reused, ran : int
        Runs that were there already, and runs that finished now.
    failed : dict of str to Outcome
        Runs that failed, by key.
    short : bool
        Whether only the part of the notebook ran that the results depend on.
    """

    reused: int = 0
    ran: int = 0
    failed: dict[str, Outcome] = field(default_factory=dict)
    short: bool = False


def run_sweep(
    plan: Plan,
    store: Store,
    make_executor: Callable[[], Executor],
    *,
    ahead: int,
    fresh: bool = False,
    progress: bool = False,
) -> Swept:
    """Run what a plan holds and a store does not.

    The first run is made twice, by the whole notebook and by the part that the results
    depend on. If both give the same, the part is enough for all others.

    Parameters
    ----------
    plan : Plan
        What to run.
    store : Store
        Takes finished runs, one by one.
    make_executor : callable
        Makes a `concurrent.futures.Executor`.
    ahead : int
        Runs that are handed out at a time.
    fresh : bool
        Run also what the store holds.
    progress : bool
        Show a bar with the time left.
    """
    done = Swept()
    todo = [t for t in plan.whole if fresh or not store.has(t.key)]
    done.reused = len(plan.whole) - len(todo)
    bar = tqdm(
        total=len(plan.whole), initial=done.reused, desc=plan.name, unit="run",
        disable=None if progress else True,
    )  # fmt: skip
    with bar:
        todo = _first(plan, todo, store, make_executor, done, bar)
        for outcome in drive(todo, make_executor, ahead) if todo else ():
            _note(outcome, store, done, bar)
    return done


def _first(
    plan: Plan, todo: list[Task], store: Store, make: Callable, done: Swept, bar: tqdm
) -> list[Task]:
    """Make the first run, check the shortcut by it, and return what is left."""
    short = {task.key: task for task in plan.short}
    while len(todo) > 1 and short:
        first, *todo = todo
        both = [first, Task("short", *_of(short[first.key]))]
        results = {o.key: o for o in drive(both, make, 2, run_task)}
        _note(results[first.key], store, done, bar)
        if not results[first.key].error:  # a run that fails says nothing of the rest
            done.short = _same(results[first.key], results["short"])
            return [short[t.key] if done.short else t for t in todo]
    return todo


def _of(task: Task) -> tuple:
    return task.text, task.parameters, task.collect, task.timeout


def _same(whole: Outcome, short: Outcome) -> bool:
    return not short.error and dict(whole.results) == dict(short.results)


def _note(outcome: Outcome, store: Store, done: Swept, bar: tqdm) -> None:
    store.keep(outcome)
    if outcome.error:
        done.failed[outcome.key] = outcome
    else:
        done.ran += 1
    bar.update()
