"""Build the book: run what changed, stage it, let jupyter-book make the pages."""

from pathlib import Path

import yaml

from emergestudy.runner.edition import Edition
from emergestudy.runner.executed import Job, run_jobs
from emergestudy.runner.lock import only_one
from emergestudy.runner.notebooks import notebook_paths
from emergestudy.runner.pages import make_pages
from emergestudy.runner.staging import mirror, stage_notebook, stage_sources

DEFAULT = Edition("")


def build_book(
    root: Path,
    *,
    edition: Edition = DEFAULT,
    jobs: int = 2,
    force: bool = False,
    timeout: float | None = None,
) -> Path:
    """Build the HTML book, warnings as errors.

    Parameters
    ----------
    root : Path
        The checkout.
    edition : Edition
        Parameters that differ from the defaults; by default none.
    jobs : int
        Notebooks that run at the same time.
    force : bool
        Run every notebook, also those that nothing changed for.
    timeout : float, optional
        Seconds that a cell may take.

    Returns
    -------
    Path
        The page to open: ``_build/html/index.html``, or that of
        ``_build/editions/NAME``.

    Raises
    ------
    StudyError
        If a notebook fails, Sphinx warns or another build is running; the message
        names the log.
    """
    with only_one(root / "_build" / "build.lock", "building the book"):
        made = book_jobs(root, edition, timeout)
        run_jobs(list(made.values()), processes=jobs, force=force)
        return _pages(root, edition, made)


def book_jobs(root: Path, edition: Edition, timeout: float | None) -> dict[str, Job]:
    """Return the run of each notebook; what an edition leaves alone is shared."""
    build, jobs = root / "_build", {}
    for name, path in notebook_paths(root).items():
        values = edition.parameters.get(name, {})
        place = _work(build, edition) if values else build
        jobs[name] = Job(path, values, place, timeout)
    return jobs


def _work(build: Path, edition: Edition) -> Path:
    return build / "editions" / ".work" / edition.name if edition.name else build


def _pages(root: Path, edition: Edition, made: dict[str, Job]) -> Path:
    build, lock = root / "_build", root / "requirements.lock"
    work = _work(build, edition)
    stage, log = work / "stage", work / "logs" / "book.log"
    whole = stage_sources(root, stage, {Path("_config.yml"): _settings(root, edition)})
    for job in made.values():
        stage_notebook(job.notebook, job.executed, stage)
    out = work if edition.name else root
    make_pages(stage, out, log, whole=whole, lock=lock)
    if not edition.name:
        return build / "html" / "index.html"
    target = build / "editions" / edition.name
    mirror(out / "_build" / "html", target)
    return target / "index.html"


def _settings(root: Path, edition: Edition) -> str:
    """Return the book's settings, with what an edition is called and leaves out."""
    text = (root / "_config.yml").read_text(encoding="utf-8")
    if not edition.name:
        return text
    known = yaml.safe_load(text)
    values = known.setdefault("sphinx", {}).setdefault("config", {})
    values["study_edition"] = edition.title
    values["study_book"] = "../../html" if edition.solutions else ""
    values["hide_solutions"] = values["hide_notes"] = not edition.solutions
    return yaml.safe_dump(known, sort_keys=False)
