"""Where the runs of a sweep happen: processes here, or a Dask cluster."""

from collections.abc import Callable
from concurrent.futures import Executor

from emergestudy.engine.pool import warm_pool
from emergestudy.errors import UsageError

AHEAD = 3  # runs that wait for each worker
SECONDS = 10  # to reach a scheduler


def local(jobs: int) -> tuple[Callable[[], Executor], int]:
    """Return what makes a pool of processes, and how many runs to hand out."""
    return (lambda: warm_pool(jobs)), AHEAD * jobs


def dask(address: str) -> tuple[Callable[[], Executor], int]:
    """Return what makes an executor on a Dask cluster, and how many runs to hand out.

    Parameters
    ----------
    address : str
        Of the scheduler, for instance ``tcp://127.0.0.1:8786``.

    Raises
    ------
    UsageError
        If the extra is not installed, or no scheduler or worker answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--dask needs the package distributed; 'make install-dask' adds it"
        ) from None
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}); start "
            "one with 'dask scheduler'"
        ) from None
    threads = sum(client.nthreads().values())
    if not threads:
        raise UsageError(f"{address} has no workers; start some with 'dask worker'")
    return (lambda: client.get_executor(pure=False)), AHEAD * threads
