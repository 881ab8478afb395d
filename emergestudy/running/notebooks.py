"""The notebooks of the study: where they are, and their cells, outputs and records."""

import copy
import json
from pathlib import Path

from emergestudy.errors import StudyError, check_known
from emergestudy.paths import pages_of, study_root
from emergestudy.running.files import write_text

PARAMETERS, INJECTED = "parameters", "injected-parameters"


def chapters(root: Path) -> dict[str, Path]:
    """Return the notebooks of the book by name, in its order."""
    files = [root / f"{page}.ipynb" for page in pages_of(root)]
    return {file.stem: file for file in files if file.is_file()}


def notebook_paths() -> dict[str, Path]:
    """Return all notebooks by name: those of the book, then a reader's own."""
    root = study_root()
    found = {p.stem: p for p in sorted((root / "notebooks").glob("*.ipynb"))}
    return chapters(root) | {k: found[k] for k in found if k not in chapters(root)}


def find_notebook(name: str) -> Path:
    """Find a notebook by its name, with or without ``.ipynb`` and a folder.

    If there is none, that is a `UsageError` that names the nearest.
    """
    known = notebook_paths()
    stem = Path(name).name.removesuffix(".ipynb")
    check_known("notebook", stem, known)
    return known[stem]


def read_notebook(path: Path) -> dict:
    """Read a notebook as plain JSON; a file that is none is a `StudyError`."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell["cell_type"], cell["source"], cell.setdefault("metadata", {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(f"{path.name} is not a notebook ({error})") from None
    return notebook


def write_notebook(notebook: dict, path: Path) -> None:
    """Write a notebook in one step, unless the same one is there."""
    write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", path)


def source(cell: dict) -> str:
    """Return the text of a cell."""
    return "".join(cell["source"])


def code_cells(notebook: dict) -> list[dict]:
    """Return the code cells in order."""
    return [c for c in notebook["cells"] if c["cell_type"] == "code"]


def has_tag(cell: dict, tag: str) -> bool:
    """Say whether a cell carries a tag."""
    return tag in cell.get("metadata", {}).get("tags", [])


def records(notebook: dict) -> dict[str, str]:
    """Return what an executed notebook recorded, as JSON texts by name."""
    found = {}
    for cell in code_cells(notebook):
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            texts = [t for kind, t in output.get("data", {}).items() if "json" in kind]
            if name and texts:
                found[name] = "".join(texts[0])
    return found


def with_outputs(committed: dict, executed: dict) -> dict:
    """Return a committed notebook with the outputs of a run of it.

    A cell of injected parameters stays; prose and ids are those of the committed one.
    That its code is not what ran, since somebody saved it meanwhile, is a `StudyError`.
    """
    made = copy.deepcopy(committed)
    made["metadata"] = executed["metadata"]
    own = [c for c in code_cells(executed) if not has_tag(c, INJECTED)]
    if list(map(source, own)) != list(map(source, code_cells(made))):
        raise StudyError("a notebook was changed while it ran; give the command again")
    for cell, run in zip(code_cells(made), own, strict=True):
        cell |= {key: run[key] for key in ("outputs", "execution_count")}
    for cell in [c for c in code_cells(executed) if has_tag(c, INJECTED)]:
        tagged = [has_tag(c, PARAMETERS) for c in made["cells"]]
        place = tagged.index(True) + 1 if True in tagged else 0
        made["cells"].insert(place, cell | {"id": INJECTED})
    return made


def mark_changes(
    executed: dict, committed: dict, changed: dict[str, dict[str, object]],
    edition: str | None = None,
) -> None:  # fmt: skip
    """Say in the metadata of a run how it differs from the committed notebook.

    They get ``emergestudy``, unless nothing differs: ``changed``, by parameter what it
    is ``now`` and in the ``book``; ``differs``, the recorded values that are others, by
    ``name``; and ``edition``, what the book that this is part of is called.
    """
    book, now = records(committed), records(executed)
    differs = [
        {"name": name, "book": _told(book.get(name)), "now": _told(now.get(name))}
        for name in book | now
        if book.get(name) != now.get(name)
    ]
    if changed or differs:
        about = {"changed": changed, "differs": differs, "edition": edition}
        executed["metadata"]["emergestudy"] = about


def _told(text: str | None) -> object:
    """Return a recorded number or text, or how many rows a table has."""
    found = None if text is None else json.loads(text)
    if isinstance(found, dict) and "schema" in found:
        return f"table, rows: {len(found['data'])}"
    # of a verdict, the word and what decides it
    return ": ".join(map(str, found.values())) if isinstance(found, dict) else found
