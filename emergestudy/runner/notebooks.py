"""The notebooks of the study: where they are and how they are read."""

import json
import os
import re
from pathlib import Path

from emergestudy.errors import StudyError, UsageError, unknown
from emergestudy.paths import study_root


def notebook_paths(root: Path | None = None) -> dict[str, Path]:
    """Return the notebooks by name: in the order of the book, then all others."""
    root = root or study_root()
    found = {p.stem: p for p in sorted((root / "notebooks").glob("*.ipynb"))}
    contents = (root / "_toc.yml").read_text(encoding="utf-8")
    listed = re.findall(r"notebooks/(\w+)", contents)
    order = dict.fromkeys(name for name in [*listed, *found] if name in found)
    return {name: found[name] for name in order}


def find_notebook(name: str, root: Path | None = None) -> Path:
    """Find a notebook by its name, with or without ``.ipynb`` and a folder.

    Raises
    ------
    UsageError
        If there is no such notebook; the message names the nearest.
    """
    known = notebook_paths(root)
    stem = Path(name).name.removesuffix(".ipynb")
    if stem not in known:
        raise UsageError(unknown("notebook", stem, known))
    return known[stem]


def read_notebook(path: Path) -> dict:
    """Read a notebook as plain JSON.

    Raises
    ------
    StudyError
        If the file is not a notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][0]
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise StudyError(f"{path.name} is not a notebook ({error})") from None
    return notebook


def write_notebook(notebook: dict, path: Path) -> None:
    """Write a notebook in one step: readers see the old or the new, never half."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    write_text(text, path)


def write_text(text: str, path: Path) -> None:
    """Write a text file in one step."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def source(cell: dict) -> str:
    """Return the text of a cell."""
    return "".join(cell["source"])


def code_cells(notebook: dict) -> list[dict]:
    """Return the code cells in order."""
    return [c for c in notebook["cells"] if c["cell_type"] == "code"]


def has_tag(cell: dict, tag: str) -> bool:
    """Say whether a cell carries a tag."""
    return tag in cell.get("metadata", {}).get("tags", [])
