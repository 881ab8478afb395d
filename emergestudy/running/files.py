"""Files of runs: written in one step, never over others', tidy after a kill."""

import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from emergestudy import paths
from emergestudy.errors import StudyError, UsageError

try:
    import fcntl
except ImportError:  # Windows: no locks
    fcntl = None

DRAFT, PART, LOCK = ".emergestudy-draft", ".emergestudy-part", ".lock"
MADE = ".made-by-emergestudy"
"""File of a folder that lists what the study put there, as ``sha256sum`` does."""
LAST = "run.json"
"""The file that makes a folder a finished run: written last, removed first."""
FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a text begins that a spreadsheet would execute, or that was made inert."""
_OLD = 3600  # seconds after which a part of a file or a draft belongs to nobody


def write_text(text: str | bytes, path: Path) -> bool:
    """Write a file in one step, so that nobody sees half; say if it was another.

    A file that holds the same already stays untouched.
    """
    path, content = path.resolve(), text.encode() if isinstance(text, str) else text
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True


def inert(cell: object) -> object:
    """Return a cell of a CSV file that no spreadsheet executes."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def write_log(name: str, text: str) -> Path:
    """Keep a text in a checkout's ``_build/logs``, or else in a temporary folder."""
    file = paths.PACKAGE.parent / "_build" / "logs" / f"{name}.log"
    try:
        paths.package_root()
        write_text(text, file)
    except (OSError, UsageError):
        file = Path(tempfile.mkdtemp(prefix="emergestudy-"), file.name)
        write_text(text, file)
    return file


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """Make a folder for a result beside its place; what is left in it is removed.

    So are drafts of killed processes. A place that cannot be written is a `UsageError`.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(target.parent)
        draft = Path(tempfile.mkdtemp(DRAFT, f".{target.name}.", target.parent))
    except OSError as error:
        raise UsageError(f"cannot write to {target} ({error.strerror})") from None
    try:
        with (draft / LOCK).open("w") as held:
            _try_lock(held)
            (draft / target.name).mkdir()
            yield draft / target.name
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def clear_leftovers(folder: Path) -> None:
    """Remove drafts in a folder whose process was killed."""
    for draft in folder.glob(f".*{DRAFT}") if fcntl else ():
        # Without its lock, one is in the making, or was removed in part: if it is old.
        with suppress(OSError):
            mode = "a+" if _is_old(draft) else "r+"
            with (draft / LOCK).open(mode) as held:
                if _try_lock(held):
                    shutil.rmtree(draft, ignore_errors=True)
    for part in folder.glob(f".*{PART}"):
        with suppress(OSError):
            if _is_old(part):
                part.unlink()


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > _OLD


def digest(path: Path) -> str | None:
    """Return the SHA-256 of a file, if it is one."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def made_in(folder: Path) -> dict[str, set[str]]:
    """Return by name what the study put into a folder, with the digests it may have."""
    found = {}
    if (folder / MADE).is_file():
        for line in (folder / MADE).read_text(encoding="utf-8").split("\n"):
            found.setdefault(line[66:], set()).add(line[:64])
    return {name: digests for name, digests in found.items() if name}


def check_place(folder: Path, *, replace: bool, last: str = LAST) -> None:
    """Refuse a folder that holds others' files, or a run that is not to be replaced.

    A file that was changed since it was made is somebody's, too. `last` is the file
    that ends what is to come here: in the place of a forecast there is no run.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    made = made_in(folder)
    if last not in made:
        raise UsageError(f"{folder} is there and holds no run; choose another --out")
    for name, digests in made.items():
        if digest(folder / name) not in {None, *digests}:
            told = f"{folder / name} was changed since it was made"
            raise UsageError(f"{told}; move it, or choose another --out")
    if (folder / last).is_file() and not replace:
        raise UsageError(f"{folder} holds another run; add --force to replace it")


def install(
    made: Path, folder: Path, *, replace: bool = False, last: str = LAST
) -> None:
    """Put a finished draft in its place.

    In a folder that is there already only files change that an earlier run made: its
    `last` goes first and that of the new run comes last, so that a killed process
    leaves no mixture that looks finished. A file of somebody else that has a name of
    ours is a `UsageError`, and so is what `check_place` refuses.
    """
    files = [p for p in made.rglob("*") if p.is_file() and p.name != MADE]
    new = {p.relative_to(made).as_posix(): digest(p) for p in sorted(files)}
    listed = "".join(f"{new[name]}  {name}\n" for name in new)
    (made / MADE).write_text(listed, encoding="utf-8")
    check_place(folder, replace=replace, last=last)
    if not (folder / MADE).is_file():
        try:
            made.rename(folder)
        except OSError:
            told = "appeared while this ran; nothing of it was replaced"
            raise UsageError(f"{folder} {told}") from None
        return
    old = [name for name in made_in(folder) if (folder / name).is_file()]
    foreign = [name for name in new if name not in old and (folder / name).exists()]
    above = {str(place) for name in new for place in Path(name).parents}
    foreign += [place for place in above if (folder / place).is_file()]
    if foreign:
        told = "was not made by a run, and a run would replace it"
        cure = "move it or choose another --out"
        raise UsageError(f"{folder / foreign[0]} {told}; {cure}")
    write_text((folder / MADE).read_text(encoding="utf-8") + listed, folder / MADE)
    for name in sorted(old, key=lambda name: name != last):
        (folder / name).unlink(missing_ok=True)
    for name in sorted(new, key=lambda name: name == last):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(folder / name)
    write_text(listed, folder / MADE)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            with suppress(OSError):  # it holds something
                path.rmdir()


@contextmanager
def only_one(file: Path, what: str) -> Iterator[None]:
    """Hold a lock that the system drops when this process ends, however it ends.

    That another process holds it is a `StudyError`; `what` says what that does.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as held:
        if not _try_lock(held):
            held.seek(0)
            told = f"another process ({held.read().strip() or 'unknown'}) is at {what}"
            raise StudyError(f"{told} here; wait until it is done")
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


def _try_lock(file: object) -> bool:
    if fcntl:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
