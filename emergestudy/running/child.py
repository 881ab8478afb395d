"""A forked child that runs cells: what one run changes, no other run sees."""

import ctypes
import os
import random
import signal
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from emergestudy.errors import StudyError

_PARENT_DEATH = 1  # PR_SET_PDEATHSIG
_KEEP_MEMORY = {-1: 2**27, -3: 2**25}  # of malloc; a Dask worker's is slow else


class CellTimeout(StudyError):
    """A cell ran longer than allowed."""


class Child:
    """Fork this process and run cells in the fork, in one namespace.

    Modules that are imported here need no import there. The child ends with the
    ``with`` block, and with this process. It runs in `folder`, does the imports of
    `sources` first, while this process goes on, and without `figures` drops them
    unseen. A system that cannot fork is a `StudyError`.
    """

    def __init__(
        self, folder: Path | None = None, sources: Sequence[str] = (), *,
        figures: bool = True,
    ) -> None:  # fmt: skip
        self._about = (folder, sources, figures)

    def __enter__(self) -> Self:
        if not hasattr(os, "fork"):
            told = "the warm engine needs a system that can fork"
            raise StudyError(f"{told}; use papermill's own")
        self._connection, theirs = Pipe()
        with warnings.catch_warnings():
            # Other threads do not live on in the fork, which starts none of its own.
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", RuntimeWarning)  # JAX's word for it
            self.pid = os.fork()
        if self.pid == 0:
            self._connection.close()
            _serve(theirs, *self._about)
        theirs.close()
        self._ready = False
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)  # it has nothing left to do
        os.waitpid(self.pid, 0)

    def run(self, source: str, timeout: float | None = None) -> tuple[list[dict], int]:
        """Run one cell; return its outputs, as nbformat has them, and its count.

        More than `timeout` seconds are a `CellTimeout`, a process that dies, for
        instance for want of memory, is a `StudyError`.
        """
        try:
            if not self._ready:  # the time for its imports does not count
                self._ready = self._connection.recv()
            self._connection.send(source)
            if not self._connection.poll(timeout):
                raise CellTimeout(f"a cell ran longer than {timeout:g} s")
            return self._connection.recv()
        except (EOFError, ConnectionError):
            told = "the process that ran the notebook died"
            raise StudyError(f"{told}; was it killed, or out of memory?") from None


def _serve(
    connection: Connection, folder: Path | None, sources: Sequence[str], figures: bool
) -> None:
    """Run cells until the connection ends. Never returns."""
    try:
        if sys.platform == "linux":  # end when the parent does, even by kill -9
            (libc := ctypes.CDLL(None)).prctl(_PARENT_DEATH, signal.SIGKILL)
            for option, size in _KEEP_MEMORY.items():
                with suppress(AttributeError):  # another C library than glibc
                    libc.mallopt(option, size)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        sys.stdin = open(os.devnull)  # noqa: SIM115, lives as long as the process
        random.seed()  # forks of one process must not draw the same numbers
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        if folder:
            os.chdir(folder)
        from emergestudy.running.shell import preload, start_shell

        preload(sources)
        shell = start_shell(figures)
        connection.send(True)
        while True:
            connection.send(shell.run(connection.recv()))
    except (EOFError, ConnectionError):
        pass
    finally:
        os._exit(0)
