"""A method from somebody's file, asked in a process of its own, within limits.

The process gets what is visible and nothing else, and starts in an empty folder. That
is no prison: a function that opens the study's tables would not be stopped.
"""

import importlib.util
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

import numpy as np

from emergestudy.errors import StudyError, UsageError
from emergestudy.forecasts.cuts import Visible

MOST_FAILURES = 5  # in a row
STARTING = 60  # seconds to import the file


class Stranger:
    """A method ``FILE:FUNCTION`` for `ask`; its process ends with the ``with`` block.

    A call that takes longer than ``seconds``, needs more than ``memory`` gigabytes or
    raises is no answer; `failures` says why.

    Raises
    ------
    UsageError
        If there is no such file or function, or importing it fails.
    StudyError
        If it fails `MOST_FAILURES` times in a row.
    """

    def __init__(self, spec: str, seconds: float, memory: float) -> None:
        file, _, self.function = spec.rpartition(":")
        self.file = Path(file).resolve()
        if not file or not self.function.isidentifier():
            raise UsageError(f"--method {spec}: write FILE.py:FUNCTION")
        if not self.file.is_file():
            raise UsageError(f"--method {spec}: there is no file {file}")
        self.spec, self.seconds, self.memory = spec, seconds, memory
        self.failures: list[str] = []
        self._in_a_row = 0
        self._process = None

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="emergestudy-")
        try:
            self._start()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._folder.cleanup()

    def __call__(self, visible: Visible, at: np.ndarray) -> object:
        """Ask the function; None if it fails."""
        if self._process is None:
            self._start()
        with suppress(ConnectionError):
            self._connection.send((visible, at))
        why, found = self._receive(self.seconds)
        if not why:
            self._in_a_row = 0
            return found
        self.failures.append(why)
        self._in_a_row += 1
        if self._in_a_row == MOST_FAILURES:
            raise StudyError(
                f"{self.spec} failed {MOST_FAILURES} times in a row: {why}. A method "
                "that cannot tell returns None"
            )
        return None

    def _start(self):
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        about = (theirs, self.file, self.function, self.memory, self._folder.name)
        self._process = context.Process(target=_serve, args=about, daemon=True)
        self._process.start()
        theirs.close()
        why, _ = self._receive(STARTING)
        if why:
            self._stop()
            raise UsageError(f"--method {self.spec}: {why}")

    def _receive(self, seconds):
        """Return why there is no answer, or "" and the answer."""
        try:
            if self._connection.poll(seconds):
                return self._connection.recv()
            why = f"no answer within {seconds:g} s"
        except (EOFError, OSError):
            why = f"its process died; is {self.memory:g} GB enough?"
        self._stop()
        return why, None

    def _stop(self):
        if self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(
    connection: Connection, file: Path, function: str, memory: float, folder: str
) -> None:
    """Import the file, then answer until the connection ends."""
    os.chdir(folder)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, as long as this
    _limit(memory)
    try:
        asked = _import(file, function)
    except BaseException as error:
        connection.send((f"cannot be imported ({_line(error)})", None))
        return
    connection.send(("", None) if callable(asked) else (f"no {function} in it", None))
    with suppress(EOFError, ConnectionError):
        while True:
            visible, at = connection.recv()
            try:
                found = asked(visible, at)
                if isinstance(found, tuple):
                    found = tuple(None if v is None else np.array(v) for v in found)
                elif found is not None:
                    found = np.array(found)
                connection.send(("", found))
            except Exception as error:
                connection.send((_line(error), None))


def _import(file: Path, function: str) -> Callable | None:
    sys.path.insert(0, str(file.parent))
    spec = importlib.util.spec_from_file_location("stranger", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, function, None)


def _limit(memory: float) -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows; a lower limit already
        import resource

        most = int(memory * 1e9)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".split("\n")[0][:200]
