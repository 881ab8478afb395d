"""Drive a sweep: keep workers busy, keep what is done, go on after a failure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from itertools import islice

from emergestudy.errors import StudyError
from emergestudy.sweep.task import Outcome, Task, run_task

ATTEMPTS = 3  # times that a run may lose its worker


def drive(
    tasks: Sequence[Task],
    make_executor: Callable[[], Executor],
    ahead: int,
    run: Callable[[Task], Outcome] = run_task,
) -> Iterator[Outcome]:
    """Run tasks on any executor and yield outcomes as they come.

    Parameters
    ----------
    tasks : sequence of Task
        Runs.
    make_executor : callable
        Makes a `concurrent.futures.Executor`; it is called again if one breaks, for
        instance because a worker was killed, and lost runs are run again.
    ahead : int
        Runs that are handed out at a time; memory does not grow with the sweep.
    run : callable
        What runs a task.

    Raises
    ------
    StudyError
        If the same runs lose their workers `ATTEMPTS` times.
    """
    todo, lost = list(tasks), 0
    while todo:
        executor, before = make_executor(), len(todo)
        done: set[str] = set()
        try:
            for outcome in _pass(todo, executor, ahead, run):
                done.add(outcome.key)
                yield outcome
        except BrokenExecutor:
            pass
        finally:
            executor.shutdown(wait=False)
        todo = [task for task in todo if task.key not in done]
        lost = 0 if len(todo) < before else lost + 1
        if todo and lost >= ATTEMPTS:
            raise StudyError(
                f"workers died {ATTEMPTS} times without finishing a run; {len(todo)} "
                "runs are left. Is there enough memory? The same command goes on"
            )


def _pass(
    tasks: Iterable[Task], executor: Executor, ahead: int, run: Callable
) -> Iterator[Outcome]:
    queue = iter(tasks)
    pending: set[Future] = {executor.submit(run, t) for t in islice(queue, ahead)}
    broken: BrokenExecutor | None = None
    try:
        while pending:
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in finished:
                try:
                    yield future.result()
                except BrokenExecutor as error:
                    broken = error
            if broken is None:
                more = islice(queue, len(finished))
                pending |= {executor.submit(run, task) for task in more}
    finally:
        for future in pending:
            future.cancel()
    if broken:
        raise broken
