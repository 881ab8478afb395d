"""What the extensions read: the notebook behind a page, works by author and year."""

import json
from pathlib import Path


def read_notebook(path):
    """Return a notebook as JSON; empty for a page of text."""
    if Path(path).suffix != ".ipynb":
        return {}
    return json.loads(Path(path).read_text(encoding="utf-8"))


def notebook(env):
    """Return the notebook of the page that is being read."""
    if "study_notebook" not in env.temp_data:  # emptied for each page
        env.temp_data["study_notebook"] = read_notebook(env.doc2path(env.docname))
    return env.temp_data["study_notebook"]


def rerun(notebook):
    """Return what a run with other parameters says of itself; empty in the book.

    It is the metadata ``emergestudy`` of the notebook: ``changed`` (by parameter:
    ``now`` and ``book``) and ``differs`` (dicts of ``name``, ``book`` and ``now``).
    """
    told = notebook.get("metadata", {}).get("emergestudy") or {}
    return told if told.get("changed") else {}


def author_years(env):
    """Return ``Wei et al. 2022`` and the like for each work of the bibliography."""
    works = env.get_domain("cite").bibdata.data.entries
    return {key: author_year(entry) for key, entry in works.items()}


def author_year(entry):
    """Name a work of a bibliography as "Wei et al. 2022"."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join((*p.prelast_names, *p.last_names)) for p in people]
    names = [name.replace("{", "").replace("}", "") for name in names]
    year = entry.fields.get("year", "n.d.")
    if not names:
        return f"{entry.fields.get('title', 'no title')} {year}"
    if len(names) == 2 and names[1] != "others":
        return f"{names[0]} and {names[1]} {year}"
    return f"{names[0]} et al. {year}" if len(names) > 1 else f"{names[0]} {year}"
