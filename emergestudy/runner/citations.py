"""Citations of the book's reference list, as author and year."""

from functools import cache
from pathlib import Path

from emergestudy.paths import study_root


@cache
def author_years(file: Path | None = None) -> dict[str, str]:
    """Return ``Wei et al. 2022`` and the like by key.

    Parameters
    ----------
    file : Path, optional
        A BibTeX file; by default ``book/references.bib``.

    Returns
    -------
    dict of str to str
        Empty where the study is installed without its book.
    """
    file = file or study_root() / "book" / "references.bib"
    if not file.is_file():
        return {}
    from pybtex.database import parse_file

    entries = parse_file(str(file), "bibtex").entries
    return {key: _short(entry) for key, entry in entries.items()}


def _short(entry: object) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join((*p.prelast_names, *p.last_names)) for p in people]
    names = [name.replace("{", "").replace("}", "") for name in names]
    year = entry.fields.get("year", "n.d.")
    if not names:
        return f"{entry.fields.get('title', 'no title')} {year}"
    if len(names) == 2 and names[1] != "others":
        return f"{names[0]} and {names[1]} {year}"
    return f"{names[0]} et al. {year}" if len(names) > 1 else f"{names[0]} {year}"
