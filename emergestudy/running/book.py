"""The book: run what changed, stage it, build it; or store it; or check it."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from emergestudy.errors import StudyError, UsageError, unknown
from emergestudy.running.files import clear_leftovers, only_one
from emergestudy.running.jobs import VERDICTS, Job, run_jobs
from emergestudy.running.notebooks import (
    PARAMETERS,
    chapters,
    code_cells,
    has_tag,
    read_notebook,
    write_notebook,
)
from emergestudy.running.pages import make_pages, mirror, stage_notebook, stage_sources
from emergestudy.running.parameters import Edition, read_parameters

DEFAULT = Edition()
_MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|usr|opt|mnt|var)/\w")


def build_book(
    root: Path,
    *,
    edition: Edition = DEFAULT,
    jobs: int = 2,
    force: bool = False,
    timeout: float | None = None,
) -> Path:
    """Build the HTML book, warnings as errors, and return the page to open.

    It is in ``_build/html``, that of an edition in ``_build/editions/NAME``. `jobs`
    notebooks run at the same time; with `force` all run, changed or not.

    Raises
    ------
    StudyError
        If a notebook fails, Sphinx warns (the message names the log) or another build
        is running.
    """
    build = root / "_build"
    with only_one(build / "build.lock", "building the book"):
        clear_leftovers(build / "executed")
        work = build / "editions" / ".work" / edition.name if edition.name else build
        stage = work / "stage"
        _only(stage / "notebooks", chapters(root))
        for made in book_jobs(root, edition, stage / "notebooks", timeout):
            run_jobs(made, processes=jobs, force=force)
            for job in made:
                stage_notebook(job.page(), stage / "notebooks" / job.notebook.name)
        settings = _settings(build, edition) if edition.name else {}
        whole = stage_sources(root, stage, settings)
        out = work if edition.name else root
        lock = root / "requirements.lock"
        make_pages(stage, out, whole=whole, lock=lock, name=edition.name or "book")
        if not edition.name:
            return build / "html" / "index.html"
        target = build / "editions" / edition.name
        mirror(out / "_build" / "html", target)
        return target / "index.html"


def book_jobs(
    root: Path, edition: Edition, records: Path, timeout: float | None = None
) -> list[list[Job]]:
    """Return the runs of a book's notebooks, and then of the one that reads the others.

    It finds them in the folder `records`. What an edition leaves alone is shared with
    the book.
    """
    build, first, last = root / "_build", [], []
    work = build / "editions" / ".work" / edition.name if edition.name else build
    for name, path in chapters(root).items():
        values = edition.parameters.get(name, {})
        is_last = name == VERDICTS
        own = bool(values) or (is_last and bool(edition.parameters))
        job = Job(path, values, work if own else build, timeout)
        if own:
            changed = edition.changed.get(name, {})
            job = replace(job, changed=changed, edition=edition.title)
        if is_last:
            last.append(replace(job, reads=records))
        else:
            first.append(job)
    return [first, last]


def _settings(build: Path, edition: Edition) -> dict[str, object]:
    """Return the Sphinx settings of an edition; its pages lie two folders deeper."""
    settings: dict[str, object] = {"study_edition": edition.title}
    if (build / "html" / "index.html").is_file():
        settings["study_book"] = "../../html"
    if not edition.solutions:
        settings |= {"hide_solutions": True, "hide_notes": True}
    return settings


def _only(folder: Path, names: Sequence[str]) -> None:
    for path in folder.glob("*.ipynb"):
        if path.stem not in names:
            path.unlink()


def refresh(root: Path, names: Sequence[str] = (), jobs: int = 2) -> dict[str, bool]:
    """Run notebooks, by default all of the book, and store their outputs in them.

    Returns by name whether the file changed. It is replaced only if every cell
    succeeds; the notebook that reads the others reads their new outputs.

    Raises
    ------
    StudyError
        If a name is unknown or a notebook fails.
    """
    known, changed = chapters(root), {}
    for name in names:
        if name not in known:
            raise UsageError(unknown("notebook", name, known))
    wanted = set(names or known)
    with only_one(root / "_build" / "build.lock", "running notebooks"):
        for made in book_jobs(root, DEFAULT, root / "notebooks"):
            made = [job for job in made if job.notebook.stem in wanted]
            run_jobs(made, processes=jobs)
            for job in made:
                before = job.notebook.read_bytes()
                write_notebook(job.page(), job.notebook)
                changed[job.notebook.stem] = job.notebook.read_bytes() != before
    return {name: changed[name] for name in known if name in wanted}


def check(root: Path) -> None:
    """Check the notebooks of the book: their form, and their outputs by strict nbval.

    Raises
    ------
    StudyError
        If something is not in order; what it is has been printed.
    """
    paths = list(chapters(root).values())
    problems = [problem for path in paths for problem in structure_problems(path)]
    for problem in problems:
        print(problem, file=sys.stderr)
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env"]
    done = subprocess.run([*command, *map(str, paths)], cwd=root, check=False)
    if problems or done.returncode:
        raise StudyError(
            "the notebooks are not in order; 'emergestudy refresh' stores new outputs "
            "if the change was meant"
        )


def structure_problems(path: Path) -> list[str]:
    """List what is wrong with the form of a committed notebook, one line a problem."""
    notebook = read_notebook(path)
    found = [*_whole(path, notebook)]
    for number, cell in enumerate(code_cells(notebook), 1):
        found += [f"code cell {number} {problem}" for problem in _cell(cell)]
    return [f"{path.name}: {problem}" for problem in found]


def _whole(path: Path, notebook: dict) -> Iterator[str]:
    cells = code_cells(notebook)
    if notebook["metadata"].get("kernelspec", {}).get("name") != "python3":
        yield "kernelspec is not python3"
    counts = [c.get("execution_count") for c in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield f"not executed in order from a fresh kernel: {counts}"
    ids = [c.get("id") for c in notebook["cells"]]
    if None in ids or len(set(ids)) != len(ids):
        yield "a cell has no id, or two share one"
    if not cells or not has_tag(cells[0], PARAMETERS):
        yield "the first code cell is not tagged 'parameters'"
        return
    try:
        for parameter in read_parameters(path):
            if not parameter.help:
                yield f"parameter {parameter.name!r} has no help after '#'"
    except (StudyError, SyntaxError, ValueError) as error:
        yield str(error)


def _cell(cell: dict) -> Iterator[str]:
    outputs = cell.get("outputs", [])
    if any(o["output_type"] == "error" for o in outputs):
        yield "shows an error"
    if any(o.get("name") == "stderr" for o in outputs):
        yield "writes to stderr"
    texts = [(o.get("text", ""), o.get("data", {})) for o in outputs]
    if _MACHINE_PATH.search(str([(t, d.get("text/plain")) for t, d in texts])):
        yield "shows a path of one machine"
    if any("image/png" in o.get("data", {}) for o in outputs):
        about = cell["metadata"].get("mystnb", {})
        if not about.get("image", {}).get("alt"):
            yield "draws a figure without alt text (metadata mystnb.image.alt)"
        if not {"name", "caption"} <= set(about.get("figure", {})):
            yield "draws a figure without name and caption (metadata mystnb.figure)"
