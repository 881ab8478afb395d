"""The staging folder: the book's sources with freshly executed notebooks."""

import shutil
from pathlib import Path

from emergestudy.runner.notebooks import code_cells, read_notebook, write_notebook

STATIC = Path("book/_static")
PARTS = ("book", "data", "_config.yml", "_toc.yml")


def stage_sources(root: Path, stage: Path) -> bool:
    """Mirror the book's sources, leaving what has not changed untouched.

    Untouched files keep their times, so that Sphinx reads only what changed.

    Returns
    -------
    bool
        Whether a style sheet or picture of all pages changed: Sphinx copies those only
        when it writes a page, so that all pages have to be written again.
    """
    stage.mkdir(parents=True, exist_ok=True)
    changed = set()
    for part in PARTS:
        here = root / part
        files = [here] if here.is_file() else sorted(p for p in here.rglob("*"))
        wanted = {p.relative_to(root) for p in files if p.is_file()}
        wanted = {p for p in wanted if "__pycache__" not in p.parts}
        changed |= {p for p in wanted if _copy(root / p, stage / p)}
        _remove_others(stage / part, {stage / p for p in wanted})
    return any(STATIC in path.parents for path in changed)


def stage_notebook(notebook: Path, executed: Path, stage: Path) -> None:
    """Put a notebook on the stage: the committed text with fresh outputs."""
    merged = read_notebook(notebook)
    fresh = code_cells(read_notebook(executed))
    for cell, run in zip(code_cells(merged), fresh, strict=True):
        cell["outputs"], cell["execution_count"] = (
            run["outputs"],
            run["execution_count"],
        )
    target = stage / "notebooks" / notebook.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or read_notebook(target) != merged:
        write_notebook(merged, target)


def _copy(source: Path, target: Path) -> bool:
    """Copy a file if it differs; say whether it did."""
    if target.is_file() and target.read_bytes() == source.read_bytes():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return True


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    if folder.is_dir():
        for path in folder.rglob("*"):
            if path.is_file() and path not in wanted:
                path.unlink()
