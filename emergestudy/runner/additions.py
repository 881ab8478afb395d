"""Gather what the book adds to each chapter."""

import json
from pathlib import Path

from emergestudy.runner.chapter_page import Additions
from emergestudy.runner.exercises import without_solutions
from emergestudy.runner.notebooks import read_notebook
from emergestudy.runner.terms import glossary_terms

_TABLE = "application/papermill.record/application/vnd.dataresource+json"


def additions(
    root: Path, names: list[str], verdicts: Path | None, *, solutions: bool
) -> dict[str, Additions]:
    """Return what goes onto the page of each chapter.

    Parameters
    ----------
    root : Path
        The checkout, with ``book/exercises``.
    names : list of str
        Names of the notebooks.
    verdicts : Path, optional
        The executed notebook that decides every figure.
    solutions : bool
        Whether solutions go with the exercises.

    Returns
    -------
    dict of str to Additions
        By notebook.
    """
    items = figure_rows(verdicts) if verdicts else []
    terms, found = glossary_terms(root / "book" / "glossary.md"), {}
    for name in names:
        path = root / "book" / "exercises" / f"{name}.md"
        text = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
        decided = [row for row in items if row["notebook"] == name]
        asked = text if solutions else without_solutions(text).strip()
        found[name] = Additions(decided, asked, terms, name)
    return found


def figure_rows(notebook: Path) -> list[dict]:
    """Read the verdicts on the figures; pandas would take a second to start."""
    for cell in read_notebook(notebook)["cells"]:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name == "verdicts/figures":
                return json.loads("".join(output["data"][_TABLE]))["data"]
    return []
