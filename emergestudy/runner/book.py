"""Build the book: run what changed, stage it, let jupyter-book make the pages."""

import multiprocessing
import re
import subprocess
import sys
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from pathlib import Path

from tqdm import tqdm

from emergestudy.errors import StudyError
from emergestudy.runner.execute import execute
from emergestudy.runner.fingerprint import notebook_key
from emergestudy.runner.notebooks import notebook_paths, write_notebook, write_text
from emergestudy.runner.staging import stage_notebook, stage_sources
from emergestudy.runner.strip import strip_noise

_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_PERCENT = re.compile(r"(reading sources|writing output)\.\.\. \[ *(\d+)%\]")


def build_book(root: Path, *, jobs: int = 2, force: bool = False) -> Path:
    """Build the HTML book, warnings as errors.

    Parameters
    ----------
    root : Path
        The checkout.
    jobs : int
        Notebooks that run at the same time.
    force : bool
        Run every notebook, also those that nothing changed for.

    Returns
    -------
    Path
        The page to open.

    Raises
    ------
    StudyError
        If a notebook fails or Sphinx warns; the message names the log.
    """
    build = root / "_build"
    run_notebooks(root, build, jobs=jobs, force=force)
    stage = build / "stage"
    whole = stage_sources(root, stage)
    for name, path in notebook_paths(root).items():
        stage_notebook(path, build / "executed" / f"{name}.ipynb", stage)
    _make_pages(stage, root, build / "logs" / "book.log", whole)
    return build / "html" / "index.html"


def run_notebooks(root: Path, build: Path, *, jobs: int, force: bool) -> list[str]:
    """Execute the notebooks whose inputs changed since their last run.

    Returns
    -------
    list of str
        Names of the notebooks that ran.
    """
    keys = {p: notebook_key(p, {}) for p in notebook_paths(root).values()}
    todo = [p for p, key in keys.items() if force or not _is_fresh(p, key, build)]
    if not todo:
        return []
    bar = tqdm(total=len(todo), desc="notebooks", unit="nb", disable=None)
    context = multiprocessing.get_context("spawn")
    with bar, ProcessPoolExecutor(min(jobs, len(todo)), mp_context=context) as pool:
        futures = [pool.submit(run_one, p, keys[p], build) for p in todo]
        for future in futures:
            future.add_done_callback(lambda _: bar.update())
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            future.result()
    return [p.stem for p in todo]


def run_one(notebook: Path, key: str, build: Path) -> None:
    """Execute one notebook with its defaults into ``_build/executed``."""
    folder = build / "executed"
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / f".{notebook.stem}.scratch.ipynb"
    log = build / "logs" / f"{notebook.stem}.log"
    write_notebook(
        strip_noise(execute(notebook, {}, scratch, log)), folder / notebook.name
    )
    log.unlink(missing_ok=True)
    write_text(key, folder / f"{notebook.stem}.key")


def _is_fresh(notebook: Path, key: str, build: Path) -> bool:
    stored = build / "executed" / f"{notebook.stem}.key"
    executed = build / "executed" / notebook.name
    return executed.is_file() and stored.is_file() and stored.read_text() == key


def _make_pages(stage: Path, root: Path, log: Path, whole: bool) -> None:
    command = [sys.executable, "-c", _JUPYTER_BOOK, "build", str(stage)]
    command += ["--path-output", str(root), "-W", "-n", "--keep-going"]
    command += ["--all"] if whole else []
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
    log.parent.mkdir(parents=True, exist_ok=True)
    write_text("".join(lines), log)
    if process.returncode:
        told = [s.strip() for s in lines if "WARNING" in s or "ERROR" in s]
        detail = "".join(f"\n  {s}" for s in told[:10])
        raise StudyError(f"the pages were not built; the log is {log}{detail}")
