"""One parameterized run: a folder with the notebook, its figures, record and page."""

import base64
import json
import platform
import shutil
import subprocess
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from emergestudy.running.execute import execute
from emergestudy.running.files import (
    LAST,
    check_place,
    draft_beside,
    install,
    write_text,
)
from emergestudy.running.fingerprint import PACKAGES, data_hash, notebook_key
from emergestudy.running.notebooks import (
    code_cells,
    mark_changes,
    read_notebook,
    write_notebook,
)

PAGE = "page"


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, object],
    folder: Path,
    *,
    changed: Mapping[str, Mapping[str, object]] | None = None,
    html: bool = False,
    force: bool = False,
    stale: bool = False,
    timeout: float | None = None,
) -> Path:
    """Execute a notebook into a folder of its own, all of it or nothing.

    A folder that holds the same run already (the same code, data and values) stays as
    it is, but for a page that it lacks.

    Parameters
    ----------
    notebook : Path
        What to run.
    parameters : mapping of str to object
        Checked values.
    folder : Path
        Where the result goes.
    changed : mapping, optional
        Parameters that differ from the book's, as
        `emergestudy.running.notebooks.mark_changes` has them.
    html : bool
        Also make its page, as in the book.
    force : bool
        Run again, and replace a run that is there, and nothing else.
    stale : bool
        Replace a run that other code or data made.
    timeout : float, optional
        Seconds that a cell may take.

    Returns
    -------
    Path
        `folder`, holding the executed notebook, ``figures/``, ``run.json`` and,
        on request, ``page/``; see `page_of`.

    Raises
    ------
    UsageError
        If the folder holds anything else, or cannot be written.
    StudyError
        If a cell fails; the message names the log.
    """
    folder = folder.resolve()
    key = notebook_key(notebook, parameters)
    kept = (_key_of(folder) == key) and not force
    if kept and not (html and not page_of(folder, notebook).is_file()):
        return folder
    if not kept:
        check_place(folder, replace=force or stale)
    with draft_beside(folder) as draft:
        if kept:
            shutil.copytree(folder, draft, dirs_exist_ok=True)
        else:
            _fill(draft, notebook, parameters, dict(changed or {}), key, timeout)
        if html:
            from emergestudy.running.pages import make_run_page

            make_run_page(notebook, draft / notebook.name, draft / PAGE)
        install(draft, folder, replace=force or stale or kept)
    return folder


def page_of(folder: Path, notebook: Path) -> Path:
    """Return where the page of a run is."""
    return folder / PAGE / "notebooks" / f"{notebook.stem}.html"


def _key_of(folder: Path) -> str | None:
    """Return the key of the run that a folder holds, if it holds one."""
    try:
        return json.loads((folder / LAST).read_text(encoding="utf-8")).get("key")
    except (OSError, ValueError, AttributeError):
        return None


def _fill(
    draft: Path,
    notebook: Path,
    parameters: Mapping,
    changed: dict,
    key: str,
    timeout: float | None,
) -> None:
    start = time.perf_counter()
    executed = execute(notebook, parameters, timeout=timeout)
    seconds = round(time.perf_counter() - start, 2)
    if changed:
        mark_changes(executed, read_notebook(notebook), changed)
    write_notebook(executed, draft / notebook.name)
    _save_figures(executed, draft / "figures")
    about = {
        "notebook": notebook.stem,
        "parameters": dict(parameters),
        "seconds": seconds,
        "key": key,
        "data_sha256": data_hash(),
        "git_commit": _commit(notebook),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("emergestudy", *PACKAGES)},
    }
    write_text(json.dumps(about, indent=1) + "\n", draft / LAST)


def _save_figures(notebook: dict, folder: Path) -> None:
    for number, cell in enumerate(code_cells(notebook), 1):
        named = cell["metadata"].get("mystnb", {}).get("figure", {}).get("name")
        for output in cell.get("outputs", []):
            image = output.get("data", {}).get("image/png")
            if image:
                folder.mkdir(exist_ok=True)
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
