"""Gather what the book adds to each chapter."""

from pathlib import Path

from emergestudy.results import recorded
from emergestudy.runner.chapter_page import Additions
from emergestudy.runner.exercises import without_solutions
from emergestudy.runner.terms import glossary_terms


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
    """Read the verdicts on the figures, one dict an item; empty if none is recorded."""
    found = recorded(notebook).get("verdicts/figures")
    return [] if found is None else found.to_dict("records")
