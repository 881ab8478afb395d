"""One parameterized run: a folder with the notebook, its figures and its record."""

import base64
import json
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from emergestudy.errors import UsageError
from emergestudy.runner.draft import draft_beside
from emergestudy.runner.execute import execute, execute_once
from emergestudy.runner.fingerprint import data_hash
from emergestudy.runner.notebooks import code_cells, write_notebook, write_text
from emergestudy.runner.strip import strip_noise

_PACKAGES = ("emergestudy", "numpy", "pandas", "scipy", "statsmodels", "seaborn")


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, object],
    folder: Path,
    *,
    html: bool = False,
    force: bool = False,
    timeout: float | None = None,
) -> Path:
    """Execute a notebook into a folder of its own, all of it or nothing.

    Parameters
    ----------
    notebook : Path
        What to run.
    parameters : mapping of str to object
        Checked values.
    folder : Path
        Where the result goes; it must not hold a run yet.
    html : bool
        Also write a stand-alone HTML page.
    force : bool
        Replace a run that is there.
    timeout : float, optional
        Seconds that a cell may take.

    Returns
    -------
    Path
        `folder`, holding the executed notebook, ``figures/``, ``run.json`` and,
        on request, the HTML page.

    Raises
    ------
    UsageError
        If the folder holds a run already, holds anything else, or cannot be written.
    StudyError
        If a cell fails; the traceback is in a log beside the folder.
    """
    _check_free(folder, force)
    with draft_beside(folder) as draft:
        log = folder.with_name(f"{folder.name}.log")
        _fill(draft, notebook, parameters, log, html, timeout)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    return folder


def _check_free(folder: Path, force: bool) -> None:
    """Refuse a folder that holds anything but an older run that may be replaced."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / "run.json").is_file():
        raise UsageError(f"{folder} is there and holds no run; choose another --out")
    if not force:
        raise UsageError(f"{folder} holds a run already; add --force to replace it")


def _fill(
    draft: Path,
    notebook: Path,
    parameters: Mapping,
    log: Path,
    html: bool,
    timeout: float | None,
) -> None:
    start = time.perf_counter()
    executed = strip_noise(_execute(notebook, parameters, draft, log, timeout))
    seconds = round(time.perf_counter() - start, 2)
    log.unlink(missing_ok=True)
    write_notebook(executed, draft / notebook.name)
    _save_figures(executed, draft / "figures")
    if html:
        from emergestudy.runner.page import write_page

        write_page(executed, draft / f"{notebook.stem}.html")
    about = {
        "notebook": notebook.stem,
        "parameters": dict(parameters),
        "seconds": seconds,
        "data_sha256": data_hash(),
        "git_commit": _commit(notebook),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
    }
    write_text(json.dumps(about, indent=1) + "\n", draft / "run.json")


def _execute(
    notebook: Path, parameters: Mapping, draft: Path, log: Path, timeout: float | None
) -> dict:
    if hasattr(os, "fork"):
        return execute_once(notebook, parameters, log, timeout)
    scratch = draft / "scratch.ipynb"
    return execute(notebook, parameters, scratch, log, timeout=timeout)


def _save_figures(notebook: dict, folder: Path) -> None:
    folder.mkdir()
    for number, cell in enumerate(code_cells(notebook), 1):
        named = cell["metadata"].get("mystnb", {}).get("figure", {}).get("name")
        for output in cell.get("outputs", []):
            image = output.get("data", {}).get("image/png")
            if image:
                path = folder / f"{named or f'cell-{number}'}.png"
                path.write_bytes(base64.b64decode("".join(image)))


def _commit(notebook: Path) -> str | None:
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=notebook.parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
