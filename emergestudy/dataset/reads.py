"""Which tables a run reads: noted in a file, if the runner asks for it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "EMERGESTUDY_READS"
"""Environment variable that names the file; a kernel inherits it."""
ALL = "*"


def note(table: str) -> None:
    """Note that a table was read; `ALL` stands for the list of tables."""
    file = os.environ.get(FILE)
    if file:
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(table + "\n")


def noted(file: Path) -> list[str]:
    """Return the tables that were noted in a file, sorted."""
    if not file.is_file():
        return []
    return sorted(set(file.read_text(encoding="utf-8").split()))


@contextmanager
def noting(file: Path) -> Iterator[None]:
    """Note what this process and its children read, in an empty file."""
    file.unlink(missing_ok=True)
    before = os.environ.get(FILE)
    os.environ[FILE] = str(file)
    try:
        yield
    finally:
        del os.environ[FILE]
        if before is not None:
            os.environ[FILE] = before
