"""A folder for a result in the making, beside the place where it will be."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emergestudy.errors import UsageError


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """Make a hidden folder beside a target; whatever is left in it is removed.

    Raises
    ------
    UsageError
        If it cannot be made.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"cannot write to {target} ({error.strerror})") from None
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)
