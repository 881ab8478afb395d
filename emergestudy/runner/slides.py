"""Slides of a session, from the same executed notebooks as the book."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from emergestudy.errors import StudyError
from emergestudy.runner.alt_texts import export
from emergestudy.runner.imports import module_files
from emergestudy.runner.notebooks import read_notebook, write_text

SESSIONS = Path("book/course/slides")
TEMPLATES = Path("book/_templates")
FOLDER = "_slides"
"""Where the pages look for slides, below the stage."""
_NUMBER = re.compile(r"\{glue:text\}`(\w+)::([^`:]+)(?::([^`]+))?`")
_MATH = re.compile(r"\$[^$`\n]+\$")


def stage_slides(root: Path, executed: Mapping[str, Path], stage: Path) -> None:
    """Put the slides of all sessions on the stage; make those anew that changed.

    Parameters
    ----------
    root : Path
        The checkout, with ``book/course/slides/*.yaml``.
    executed : mapping of str to Path
        Executed notebooks by name.
    stage : Path
        The book's sources.

    Raises
    ------
    StudyError
        If slides name a cell or a number that does not exist.
    """
    folder = stage / FOLDER
    sessions = sorted((root / SESSIONS).glob("*.yaml"))
    for old in set(folder.glob("*.html")) - {
        folder / f"{p.stem}.html" for p in sessions
    }:
        old.unlink()
    for path in sessions:
        folder.mkdir(parents=True, exist_ok=True)
        target, key = folder / f"{path.stem}.html", _key(root, path, executed)
        mark = f"<!-- {key} -->"
        if not (target.is_file() and target.read_text("utf-8").endswith(mark)):
            page = slides_page(read_session(path), executed, root / TEMPLATES)
            write_text(page + mark, target)


def read_session(path: Path) -> dict:
    """Read the slides of a session: ``title``, and ``slides`` with what each shows.

    Raises
    ------
    StudyError
        If the file is not of that form.
    """
    import yaml

    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    keys = {"title", "text", "show"}
    if not isinstance(told, dict) or set(told) != {"title", "slides"}:
        raise StudyError(f"{path.name} needs 'title' and 'slides', and nothing else")
    for slide in told["slides"]:
        if not isinstance(slide, dict) or "title" not in slide or set(slide) - keys:
            raise StudyError(
                f"{path.name}: a slide has a title, text and show: {slide}"
            )
    return told


def slides_page(session: Mapping, executed: Mapping[str, Path], templates: Path) -> str:
    """Return the slides as one HTML page for the folder ``slides`` of the book.

    Parameters
    ----------
    session : mapping
        From `read_session`. ``show`` is NOTEBOOK.CELL; numbers are written as
        ``{glue:text}`NOTEBOOK::name:.1f```.
    executed : mapping of str to Path
        Executed notebooks by name.
    templates : Path
        Folder with ``slides.html.j2``.
    """
    from nbconvert import SlidesExporter

    notebook = _as_notebook(session, executed)
    exporter = SlidesExporter(
        template_file=str(templates / "slides.html.j2"),
        reveal_url_prefix="../_static/reveal",
        reveal_theme="white",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    math = any(_MATH.search(slide.get("text", "")) for slide in session["slides"])
    told = {"metadata": {"name": session["title"]}, "has_math": math}
    return export(exporter, notebook, told)


def _as_notebook(session: Mapping, executed: Mapping[str, Path]) -> dict:
    from emergestudy.runner.prose import fill_prose

    cells = [_text_cell(f"# {session['title']}\n\nemergestudy, a course in sessions")]
    for slide in session["slides"]:
        text = _NUMBER.sub(lambda m: _number(m, executed), slide.get("text", ""))
        cells.append(_text_cell(f"## {slide['title']}\n\n{text}"))
        if "show" in slide:
            shown = shown_cell(slide["show"], executed)
            cells += [shown, *_caption(shown)]
    for place, cell in enumerate(cells):
        cell["id"] = f"slide-{place}"
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    fill_prose(notebook)
    return notebook


def _text_cell(text: str) -> dict:
    metadata = {"slideshow": {"slide_type": "slide"}}
    return {"cell_type": "markdown", "metadata": metadata, "source": text}


def shown_cell(place: str, executed: Mapping[str, Path]) -> dict:
    """Return a code cell with what it shows, its records left out."""
    name, _, wanted = place.partition(".")
    cells = read_notebook(_notebook(name, executed))["cells"]
    cell = next((c for c in cells if c["id"] == wanted), None)
    if cell is None or not cell.get("outputs"):
        raise StudyError(f"slides show {place}, which is no cell with an output")
    kept = [o for o in cell["outputs"] if "scrapbook" not in o.get("metadata", {})]
    known = {k: v for k, v in cell["metadata"].items() if k == "mystnb"}
    metadata = known | {"slideshow": {"slide_type": "-"}}
    return cell | {"outputs": kept, "metadata": metadata}


def _caption(cell: dict) -> list[dict]:
    """Return the first sentence of a figure's caption as a small line of text."""
    text = cell["metadata"].get("mystnb", {}).get("figure", {}).get("caption", "")
    if not text:
        return []
    first = re.split(r"(?<=[a-z)])\. ", text)[0].rstrip(".")
    metadata = {"slideshow": {"slide_type": "-"}}
    source = f"<small>{first}.</small>"
    return [{"cell_type": "markdown", "metadata": metadata, "source": source}]


def _number(match: re.Match, executed: Mapping[str, Path]) -> str:
    from emergestudy.results import raw_results, read_result

    known = raw_results(read_notebook(_notebook(match[1], executed)))
    if match[2] not in known:
        raise StudyError(f"slides name {match[2]}, which {match[1]} does not record")
    value = read_result(known[match[2]])
    return format(value, match[3]) if match[3] else str(value)


def _notebook(name: str, executed: Mapping[str, Path]) -> Path:
    if name not in executed:
        raise StudyError(f"slides name the notebook {name}, which does not exist")
    return executed[name]


def _key(root: Path, path: Path, executed: Mapping[str, Path]) -> str:
    """Hash all that the slides of a session are made of."""
    text = path.read_text(encoding="utf-8")
    used = {m for m in re.findall(r"show: (\w+)\.|`(\w+)::", text) for m in m if m}
    files = [path, root / TEMPLATES / "slides.html.j2", root / "requirements.lock"]
    files += module_files(["from emergestudy.runner.slides import stage_slides"])
    files += [executed[name] for name in sorted(used) if name in executed]
    found = b"".join(f.read_bytes() for f in files if f.is_file())
    return hashlib.sha256(found).hexdigest()
