"""The staging folder: the book's sources with freshly executed notebooks."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from emergestudy.runner.notebooks import (
    code_cells,
    has_tag,
    read_notebook,
    write_notebook,
    write_text,
)

INJECTED = "injected-parameters"
SHARED = {Path("book/_static"), Path("book/_ext")}
PARTS = ("book", "data", "_config.yml", "_toc.yml")


def stage_sources(
    root: Path, stage: Path, instead: Mapping[Path, str] | None = None
) -> bool:
    """Mirror the book's sources, leaving what has not changed untouched.

    Untouched files keep their times, so that Sphinx reads only what changed.

    Parameters
    ----------
    root, stage : Path
        The checkout and the stage.
    instead : mapping of Path to str, optional
        Texts that take the place of files, by their path in the checkout.

    Returns
    -------
    bool
        Whether a style sheet, script or picture of all pages changed, or an extension:
        Sphinx uses those only when it writes a page, so that all have to be written
        again.
    """
    stage.mkdir(parents=True, exist_ok=True)
    changed = set()
    for part in PARTS:
        here = root / part
        files = [here] if here.is_file() else sorted(p for p in here.rglob("*"))
        wanted = {p.relative_to(root) for p in files if p.is_file()}
        wanted = {p for p in wanted if "__pycache__" not in p.parts}
        instead = instead or {}
        for path in wanted & set(instead):
            _write(instead[path], stage / path)
        plain = wanted - set(instead)
        changed |= {p for p in plain if _copy(root / p, stage / p)}
        _remove_others(stage / part, {stage / p for p in wanted})
    return any(SHARED & set(path.parents) for path in changed)


def stage_notebook(
    notebook: Path,
    executed: Path,
    stage: Path,
) -> None:
    """Put a notebook on the stage: the committed text with fresh outputs.

    Parameters
    ----------
    notebook, executed : Path
        As committed and as run, maybe with a cell of injected parameters.
    stage : Path
        The stage.
    """
    merged = read_notebook(notebook)
    fresh = code_cells(read_notebook(executed))
    own = [cell for cell in fresh if not has_tag(cell, INJECTED)]
    for cell, run in zip(code_cells(merged), own, strict=True):
        cell["outputs"] = run["outputs"]
        cell["execution_count"] = run["execution_count"]
    for cell in [cell for cell in fresh if has_tag(cell, INJECTED)]:
        places = [has_tag(c, "parameters") for c in merged["cells"]]
        merged["cells"].insert(places.index(True) + 1, cell | {"id": INJECTED})
    target = stage / "notebooks" / notebook.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or read_notebook(target) != merged:
        write_notebook(merged, target)


def mirror(source: Path, target: Path) -> None:
    """Make a folder a copy of another, file by file; what is the same stays."""
    wanted = {p.relative_to(source) for p in source.rglob("*") if p.is_file()}
    for path in sorted(wanted):
        _copy(source / path, target / path)
    _remove_others(target, {target / path for path in wanted})


def _write(text: str, target: Path) -> None:
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_text(text, target)


def _copy(source: Path, target: Path) -> bool:
    """Copy a file if it differs; say whether it did."""
    if target.is_file() and target.read_bytes() == source.read_bytes():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, draft)
    draft.replace(target)  # readers and a killed build see all of a file or none
    return True


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    if folder.is_dir():
        for path in folder.rglob("*"):
            if path.is_file() and path not in wanted:
                path.unlink()
