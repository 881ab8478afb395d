"""What the extensions read: the notebook behind a page, works by author and year."""

import json
from pathlib import Path

from emergestudy.report_page import author_year


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
