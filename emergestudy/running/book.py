"""The book: run what changed, stage it, build it; or store it; or check it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from emergestudy.errors import StudyError, check_known
from emergestudy.running import files
from emergestudy.running import notebooks as nb
from emergestudy.running.fingerprint import notebook_key
from emergestudy.running.pages import make_pages, mirror
from emergestudy.running.parameters import Edition
from emergestudy.running.run import execute
from emergestudy.running.workers import stop_pool, warm_pool

DEFAULT = Edition()
VERDICTS = "verdicts"  # the notebook that reads what all others recorded
# Environment variables: the folder of the notebooks that it reads, and the file in
# which a run notes the tables that it loads.
RECORDS, TABLES = "EMERGESTUDY_NOTEBOOKS", "EMERGESTUDY_READS"


def build_book(
    root: Path, *, edition: Edition = DEFAULT, jobs: int = 2, force: bool = False,
    timeout: float | None = None,
) -> Path:  # fmt: skip
    """Build the HTML book, warnings as errors, and return the page to open.

    It is in ``_build/html``, that of an edition in ``_build/editions/NAME``. `jobs`
    notebooks run at the same time; with `force` all run, changed or not. That one
    fails, Sphinx warns or another build is running is a `StudyError`.
    """
    build = root / "_build"
    with files.only_one(build / "build.lock", "building the book"):
        files.clear_leftovers(build / "executed")
        work = build / "editions" / ".work" / edition.name if edition.name else build
        stage = work / "stage"
        _drop_stale(root, stage)
        for made in _book_jobs(root, edition, stage / "notebooks", timeout):
            _run_jobs(made, processes=jobs, force=force)
            for job in made:
                nb.write_notebook(job.page(), stage / "notebooks" / job.notebook.name)
        if not edition.name:
            return make_pages(root, stage, root) / "index.html"
        settings: dict[str, object] = {"study_edition": edition.title}
        if (build / "html" / "index.html").is_file():
            settings["study_book"] = "../../html"  # from two folders deeper
        if not edition.solutions:
            settings |= {"hide_solutions": True, "hide_notes": True}
        made = make_pages(root, stage, work, edition.name, settings)
        target = build / "editions" / edition.name
        mirror(made, target)
        return target / "index.html"


def _book_jobs(
    root: Path, edition: Edition, records: Path, timeout: float | None = None
) -> list[list["_Job"]]:
    """Return the runs of a book's notebooks, then of the one that reads the others."""
    build, first, last = root / "_build", [], []
    work = build / "editions" / ".work" / edition.name if edition.name else build
    for name, path in nb.chapters(root).items():
        values = edition.parameters.get(name, {})
        is_last = name == VERDICTS
        # What an edition leaves alone is shared with the book.
        own = bool(values) or (is_last and bool(edition.parameters))
        job = _Job(path, values, work if own else build, timeout)
        if own:
            changed = edition.changed.get(name, {})
            job = replace(job, changed=changed, edition=edition.title)
        if is_last:
            job = replace(job, reads=records)
        (last if is_last else first).append(job)
    return [first, last]


def _drop_stale(root: Path, stage: Path) -> None:
    """Unstage notebooks that left the contents, and contents that changed."""
    contents = stage / "_toc.yml"
    if contents.is_file() and contents.read_bytes() != (root / "_toc.yml").read_bytes():
        contents.unlink()
    for path in (stage / "notebooks").glob("*.ipynb"):
        if path.stem not in nb.chapters(root):
            path.unlink()


@dataclass(frozen=True)
class _Job:
    """One notebook with its parameters, and the folder `build` of what it leaves."""

    notebook: Path
    parameters: Mapping[str, object]
    build: Path
    timeout: float | None = None  # seconds a cell
    reads: Path | None = None  # folder of the notebooks whose records it reads
    changed: Mapping[str, Mapping[str, object]] | None = None
    edition: str | None = None

    @property
    def executed(self) -> Path:
        return self.build / "executed" / self.notebook.name

    @property
    def dependencies(self) -> Path:
        """The file of its key and of the tables that it read."""
        return self.executed.with_suffix(".json")

    def key(self, tables: Sequence[str] = ("*",)) -> str:
        return notebook_key(self.notebook, self.parameters, tables, self.reads)

    def is_fresh(self) -> bool:
        """Say whether nothing changed that it depends on."""
        try:
            known = json.loads(self.dependencies.read_text(encoding="utf-8"))
            return self.executed.is_file() and known["key"] == self.key(known["tables"])
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def page(self) -> dict:
        """Return the committed notebook with the outputs of this run."""
        committed, executed = map(nb.read_notebook, (self.notebook, self.executed))
        made = nb.with_outputs(committed, executed)
        if self.edition is not None:
            nb.mark_changes(made, committed, dict(self.changed or {}), self.edition)
        return made


def _run_jobs(
    jobs: Sequence[_Job], *, processes: int, force: bool = False
) -> list[str]:
    """Execute the notebooks whose inputs changed, or all; return what ran."""
    todo = [job for job in jobs if force or not job.is_fresh()]
    if not todo:
        return []
    from tqdm import tqdm

    pool = warm_pool(min(processes, len(todo)))
    with tqdm(total=len(todo), desc="notebooks", unit="nb", disable=None) as bar:
        # Later chapters take longer: first come, so that no process waits at the end.
        futures = [pool.submit(_run_job, job) for job in reversed(todo)]
        for future in futures:
            future.add_done_callback(lambda _: bar.update())
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        except BaseException:
            stop_pool(pool)
            raise
        pool.shutdown(wait=True, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            future.result()
    return [job.notebook.stem for job in todo]


def _run_job(job: _Job) -> None:
    """Execute one notebook and note what it read."""
    before = job.key()
    with files.draft_beside(job.executed) as scratch:
        noted = scratch / "tables"
        about = {RECORDS: str(job.reads)} if job.reads else {}
        with _environment(about | {TABLES: str(noted)}):
            done = execute(job.notebook, job.parameters, timeout=job.timeout)
        tables = set(noted.read_text().split()) if noted.is_file() else set()
    job.dependencies.unlink(missing_ok=True)
    nb.write_notebook(done, job.executed)
    if before == job.key():
        told = {"key": job.key(sorted(tables)), "tables": sorted(tables)}
        files.write_text(json.dumps(told), job.dependencies)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ[name] for name in values if name in os.environ}
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values:
            del os.environ[name]
        os.environ.update(before)


def refresh(root: Path, names: Sequence[str] = (), jobs: int = 2) -> dict[str, bool]:
    """Run notebooks, by default all of the book, and store their outputs in them.

    Returns by name whether the file changed. It is replaced only if every cell
    succeeds; the notebook that reads the others reads their new outputs.
    """
    known, changed = nb.chapters(root), {}
    for name in names:
        check_known("notebook", name, known)
    wanted = set(names or known)
    with files.only_one(root / "_build" / "build.lock", "running notebooks"):
        for made in _book_jobs(root, DEFAULT, root / "notebooks"):
            made = [job for job in made if job.notebook.stem in wanted]
            _run_jobs(made, processes=jobs)
            for job in made:
                before = job.notebook.read_bytes()
                nb.write_notebook(job.page(), job.notebook)
                changed[job.notebook.stem] = job.notebook.read_bytes() != before
    return {name: changed[name] for name in known if name in wanted}


def check(root: Path) -> None:
    """Check the stored outputs of the book's notebooks by strict nbval."""
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env"]
    command += ["-p", "no:cacheprovider"]  # a checkout may be closed to this user
    if find_spec("xdist"):  # what tests need is there: two notebooks at a time
        command += ["-n", "2", "--dist", "loadfile"]
    paths = map(str, nb.chapters(root).values())
    if subprocess.run([*command, *paths], cwd=root, check=False).returncode:
        cure = "'emergestudy refresh' stores new outputs if the change was meant"
        raise StudyError(f"the notebooks are not in order; {cure}")
