"""One build at a time in one checkout."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emergestudy.errors import StudyError


@contextmanager
def only_one(file: Path, what: str) -> Iterator[None]:
    """Hold a lock that the system drops when this process ends, however it ends.

    Parameters
    ----------
    file : Path
        The lock file; it stays.
    what : str
        What is being done, for the message.

    Raises
    ------
    StudyError
        If another process holds the lock.
    """
    try:
        import fcntl
    except ImportError:  # Windows: no lock
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.seek(0)
            raise StudyError(
                f"another process ({held.read().strip() or 'unknown'}) is at {what} "
                "here; wait until it is done"
            ) from None
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield
