"""What a page of an edition says of itself."""

import html
from pathlib import Path

from emergestudy.runner.edition import Edition
from emergestudy.runner.notebooks import read_notebook, source
from emergestudy.runner.parameters import read_parameters

_STUDENT = "Exercises are without solutions, the course without notes."
_TO_BOOK = "../" * 2 + "html/"  # from the folder of an edition


def add_banner(notebook: Path, edition: Edition) -> str:
    """Return the first text of a changed chapter, with a banner under its title."""
    defaults = {p.name: p.default for p in read_parameters(notebook)}
    given = edition.parameters[notebook.stem]
    told = [
        f"`{k}` is {_shown(v)}, not {_shown(defaults[k])}" for k, v in given.items()
    ]
    page = f"notebooks/{notebook.stem}.html"
    link = _link(notebook.parents[1], page, "The page with the defaults")
    text = f"Here {'; '.join(told)}. {link}"
    first = read_notebook(notebook)["cells"][0]
    prose = source(first) if first["cell_type"] == "markdown" else ""
    return _under_title(prose, edition, text)


def add_landing_banner(root: Path, edition: Edition) -> dict[Path, str]:
    """Return the landing page, by its path, with a list of the changed chapters."""
    page = Path("book/index.md")
    if not (root / page).is_file():
        return {}
    changed = ", ".join(
        f"[](../notebooks/{name}.ipynb)" for name in sorted(edition.parameters)
    )
    whole_book = _link(root, "book/index.html", "The book with the defaults")
    # An edition without solutions is handed out by itself: no link leads to them.
    link = whole_book if edition.solutions else ""
    told = [f"Other parameters: {changed}."] if changed else []
    told += [] if edition.solutions else [_STUDENT]
    text = f"{' '.join(told) or 'Nothing differs.'} {link}"
    whole = (root / page).read_text(encoding="utf-8")
    return {page: _under_title(whole, edition, text)}


def _link(root: Path, page: str, says: str) -> str:
    """Link to a page of the book with the defaults, or say how to get it."""
    if not (root / "_build" / "html" / page).is_file():
        return f"{says}: `emergestudy book` builds it."
    return f'<a href="../{_TO_BOOK}{page}">{says}</a>.'


def _under_title(text: str, edition: Edition, says: str) -> str:
    lines = text.splitlines(keepends=True)
    place = next((i for i, s in enumerate(lines) if s.startswith("# ")), -1) + 1
    title = html.escape(edition.title).replace("\n", " ")
    banner = f"\n:::{{admonition}} Edition: {title}\n:class: important\n{says}\n:::\n\n"
    before = "".join(lines[:place])
    return (
        before + ("\n" * (not before.endswith("\n"))) + banner + "".join(lines[place:])
    )


def _shown(value: object) -> str:
    return f"`{html.escape(repr(value))}`"
