"""HTML pages from a stage, by jupyter-book, warnings as errors."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

from tqdm import tqdm

from emergestudy.errors import StudyError
from emergestudy.runner.notebooks import write_text

_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_PERCENT = re.compile(r"(reading sources|writing output)\.\.\. \[ *(\d+)%\]")


def make_pages(stage: Path, out: Path, log: Path, *, whole: bool, lock: Path) -> None:
    """Build the pages, unless nothing changed since they were built.

    Parameters
    ----------
    stage : Path
        The book's sources.
    out : Path
        Pages go to ``_build/html`` below it.
    log : Path
        Takes what Sphinx says.
    whole : bool
        Write all pages, also those whose source did not change.
    lock : Path
        The lock file; other packages may make other pages.

    Raises
    ------
    StudyError
        If Sphinx warns; the message names the log.
    """
    html = out / "_build" / "html"
    marker = out / "_build" / "pages.key"
    if marker.is_file() and marker.read_text() == _state(stage, html, lock):
        return
    marker.unlink(missing_ok=True)
    command = [sys.executable, "-c", _JUPYTER_BOOK, "build", str(stage)]
    command += ["--path-output", str(out), "-W", "-n", "--keep-going"]
    code, lines = _run(command + (["--all"] if whole else []))
    log.parent.mkdir(parents=True, exist_ok=True)
    write_text("".join(lines), log)
    if code:
        told = [s.strip() for s in lines if "WARNING" in s or "ERROR" in s]
        detail = "".join(f"\n  {s}" for s in told[:10])
        raise StudyError(f"the pages were not built; the log is {log}{detail}")
    write_text(_state(stage, html, lock), marker)


def _run(command: list[str]) -> tuple[int, list[str]]:
    lines = []
    with (
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
        tqdm(total=200, desc="pages", unit="%", disable=None) as bar,
    ):
        for line in process.stdout:
            lines.append(line)
            step = _PERCENT.search(line)
            if step:
                done = int(step[2]) + 100 * (step[1] == "writing output")
                bar.update(max(0, done - bar.n))
    return process.returncode, lines


def _state(stage: Path, html: Path, lock: Path) -> str:
    """Hash names, sizes and times of what goes in and what came out."""
    told = hashlib.sha256(lock.read_bytes() if lock.is_file() else b"")
    for folder in (stage, html):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            found = path.stat()
            line = f"{path.relative_to(folder)} {found.st_size} {found.st_mtime_ns}\n"
            told.update(line.encode())
    return told.hexdigest()
