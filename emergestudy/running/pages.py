"""Pages from a stage, a copy of the book's sources, by jupyter-book; and the PDF."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from emergestudy.errors import StudyError, UsageError
from emergestudy.paths import pages_of
from emergestudy.running.files import write_log, write_text
from emergestudy.running.notebooks import (
    read_notebook,
    source,
    with_outputs,
    write_notebook,
)
from emergestudy.running.parameters import Edition

_PARTS = ("book", "data", "_config.yml", "_toc.yml")
_EVERYWHERE = {Path("book/_static"), Path("book/_ext"), Path("book/_templates")}
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_PERCENT = re.compile(r"(reading sources|writing output)\.\.\. \[ *(\d+)%\]")
_LINK = re.compile(r"[\w./-]+\.(?:md|ipynb)\b")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run --no-pdf-header-footer "
    "--export-tagged-pdf --generate-pdf-document-outline --virtual-time-budget=120000"
)
# As jupyter-book does for its own builders; the Sphinx builder is the one for one page.
_SPHINX = """
import json, sys
from jupyter_book.sphinx import build_sphinx
source, out, doctrees, config = sys.argv[1:]
config = json.loads(config) | {"nitpicky": True, "latex_individualpages": False}
done = build_sphinx(source, out, path_config=f"{source}/_config.yml", noconfig=True,
    builder="singlehtml", doctreedir=doctrees, confoverrides=config,
    warningiserror=True, keep_going=True)
sys.exit(done if isinstance(done, int) else 1)
"""


def make_pages(
    root: Path,
    stage: Path,
    out: Path,
    name: str = "book",
    settings: Mapping[str, object] | None = None,
) -> Path:
    """Build the pages, unless nothing changed; return their folder, below `out`.

    `stage` holds the executed notebooks, and gets the other sources; `settings` take
    the place of those in ``_config.yml``. What Sphinx warns of is a `StudyError` that
    names the log, which is called `name`.
    """
    whole = _stage_sources(root, stage, settings or {})
    _make_pages(stage, out, whole=whole, lock=root / "requirements.lock", name=name)
    return out / "_build" / "html"


def _stage_sources(root: Path, stage: Path, settings: Mapping[str, object]) -> bool:
    """Mirror the book's sources; say whether all pages have to be written again."""
    changed = set()
    for part in _PARTS:
        files = [root / part, *(root / part).rglob("*")]
        wanted = {p.relative_to(root) for p in files if p.is_file()}
        wanted = {p for p in wanted if "__pycache__" not in p.parts}
        if part == "_config.yml":
            text = (root / part).read_text(encoding="utf-8")
            if settings:
                told = yaml.safe_load(text)
                told.setdefault("sphinx", {}).setdefault("config", {}).update(settings)
                text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
            changed |= wanted if write_text(text, stage / part) else set()
            continue
        changed |= {p for p in wanted if _copy(root / p, stage / p)}
        _remove_others(stage / part, {stage / p for p in wanted})
    return any(
        (path.suffix == ".yml" and len(path.parts) == 1)
        or _EVERYWHERE & set(path.parents)
        for path in changed
    )


def _make_pages(stage: Path, out: Path, *, whole: bool, lock: Path, name: str) -> None:
    """Build what is staged, unless nothing changed; if `whole`, all pages anew."""
    built, marker = out / "_build", out / "_build" / "pages.key"
    if marker.is_file() and marker.read_text() == _state(stage, built / "html", lock):
        return
    marker.unlink(missing_ok=True)
    if whole:  # pages that left the contents must not stay
        for folder in ("html", ".doctrees"):
            shutil.rmtree(built / folder, ignore_errors=True)
    _jupyter_book(stage, out, name, strict=True)
    write_text(_state(stage, built / "html", lock), marker)


def make_run_page(notebook: Path, executed: Path, target: Path) -> None:
    """Make the page of one run: that chapter, and the pages that it links to.

    Nothing outside the folder `target` is needed to read them.
    """
    root = notebook.parents[1]
    with tempfile.TemporaryDirectory(prefix="emergestudy-") as scratch:
        stage, out = Path(scratch, "stage"), Path(scratch, "out")
        _stage_sources(root, stage, {})
        page = with_outputs(read_notebook(notebook), read_notebook(executed))
        write_notebook(page, stage / "notebooks" / notebook.name)
        known = [p for p in pages_of(root) if p != f"notebooks/{notebook.stem}"]
        linked = [p for p in known if p in _linked(page, known)]
        for name in linked:
            if (root / f"{name}.ipynb").is_file():
                _copy(root / f"{name}.ipynb", stage / f"{name}.ipynb")
        contents = {"format": "jb-book", "root": f"notebooks/{notebook.stem}"}
        contents["chapters"] = [{"file": name} for name in linked]
        write_text(yaml.safe_dump(contents), stage / "_toc.yml")
        _jupyter_book(stage, out, f"{notebook.stem}-page", strict=False)
        shutil.copytree(out / "_build" / "html", target)


def _linked(notebook: dict, known: Iterable[str]) -> set[str]:
    """Return the pages that a notebook links to, cites or takes terms of."""
    prose = [source(c) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    text = "\n".join(prose)
    named = {Path(link).with_suffix("").name for link in _LINK.findall(text)}
    named |= {"glossary"} if "{term}" in text else set()
    named |= {"references"} if "{cite" in text else set()
    return {page for page in known if Path(page).name in named}


def _jupyter_book(stage: Path, out: Path, name: str, *, strict: bool) -> None:
    """Run jupyter-book with a bar; keep what it says if it fails."""
    from tqdm import tqdm

    command = [sys.executable, "-c", _JUPYTER_BOOK, "build", str(stage)]
    command += ["--path-output", str(out)]
    command += ["-W", "-n", "--keep-going"] if strict else []
    lines = []
    with (
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
        tqdm(total=200, desc="pages", unit="%", disable=None) as bar,
    ):
        try:
            for line in process.stdout:
                lines.append(line)
                step = _PERCENT.search(line)
                if step:
                    done = int(step[2]) + 100 * (step[1] == "writing output")
                    bar.update(max(0, done - bar.n))
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        log = write_log(name, "".join(lines))
        told = [s.strip() for s in lines if "WARNING" in s or "ERROR" in s]
        detail = "".join(f"\n  {s}" for s in told[:10])
        raise StudyError(f"the pages were not built; the log is {log}{detail}")


def _state(stage: Path, html: Path, lock: Path) -> str:
    """Hash names, sizes and times of what goes in and what came out."""
    told = hashlib.sha256(lock.read_bytes() if lock.is_file() else b"")
    for folder in (stage, html):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            found = path.stat()
            line = f"{path.relative_to(folder)} {found.st_size} {found.st_mtime_ns}\n"
            told.update(line.encode())
    return told.hexdigest()


def mirror(folder: Path, target: Path) -> None:
    """Make a folder a copy of another, file by file; what is the same stays."""
    wanted = {p.relative_to(folder) for p in folder.rglob("*") if p.is_file()}
    for path in sorted(wanted):
        _copy(folder / path, target / path)
    _remove_others(target, {target / path for path in wanted})


def _copy(file: Path, target: Path) -> bool:
    """Copy a file if it differs; say whether it did."""
    if target.is_file() and target.read_bytes() == file.read_bytes():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    shutil.copyfile(file, draft)
    draft.replace(target)  # readers and a killed build see all of a file or none
    return True


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    if folder.is_dir():
        for path in folder.rglob("*"):
            if path.is_file() and path not in wanted:
                path.unlink()


def find_browser() -> str:
    """Return the command of a Chromium; that there is none is a `UsageError`."""
    for name in _BROWSERS:
        if found := shutil.which(name):
            return found
    raise UsageError(
        "the PDF is printed by Chromium, and none is found here "
        f"(looked for {', '.join(_BROWSERS)}). Install one, on Debian or Ubuntu: "
        "apt-get install chromium"
    )


def build_pdf(root: Path, edition: Edition) -> Path:
    """Print a book that is built: ``_build/emergestudy.pdf``, or that of an edition.

    It is tagged, with an outline, page numbers, and the solutions unfolded at its end.
    The edition named ``teacher`` has the notes for the facilitator, too.
    """
    build = root / "_build"
    work, target = build, build / "emergestudy.pdf"
    if edition.name:
        work = build / "editions" / ".work" / edition.name
        target = build / "editions" / f"{edition.name}.pdf"
    notes = edition.name == "teacher"
    return _make_pdf(work / "stage", target, build / "logs" / "pdf.log", notes=notes)


def _make_pdf(source: Path, target: Path, log: Path, *, notes: bool = False) -> Path:
    """Print a folder with ``_config.yml``: tagged, with outline and page numbers."""
    browser, config = find_browser(), json.dumps({"hide_notes": not notes})
    target.parent.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        work = Path(folder)
        command = [sys.executable, "-c", _SPHINX, str(source), str(work / "html")]
        with log.open("w", encoding="utf-8") as said:
            done = subprocess.run(
                [*command, str(work / "doctrees"), config],
                stdout=said, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
        if done.returncode:
            raise StudyError(f"the book for paper was not built; the log is {log}")
        # From the top the page names its styles and pictures.
        page = work / "html" / f"{pages_of(source)[0]}.html"
        page = page.replace(work / "html" / "index.html")
        _print(browser, page, work / "book.pdf").replace(target)
    return target


def _print(browser: str, page: Path, made: Path, seconds: int = 900) -> Path:
    command = [browser, *_FLAGS.split(), f"--user-data-dir={made.with_name('profile')}"]
    command += [f"--print-to-pdf={made}", page.as_uri()]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, check=False
        )
        said = done.stderr.strip().splitlines()[-3:]
    except subprocess.TimeoutExpired:
        said = [f"no answer in {seconds} s"]
    if not made.is_file():
        detail = "".join(f"\n  {line}" for line in said)
        raise StudyError(f"Chromium did not print the book{detail}")
    return made
