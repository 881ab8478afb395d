"""Pages from a stage, a copy of the book's sources, by jupyter-book."""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from emergestudy.errors import StudyError
from emergestudy.paths import pages_of
from emergestudy.running import notebooks as nb
from emergestudy.running.files import draft_beside, write_log, write_text

_PARTS = ("book", "data", "_config.yml", "_toc.yml", "CITATION.cff")
_EVERYWHERE = {Path("book/_static"), Path("book/_ext"), Path("book/_templates")}
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_PERCENT = re.compile(r"(reading sources|writing output)\.\.\. \[ *(\d+)%\]")
_LINK = re.compile(r"[\w./-]+\.(?:md|ipynb)\b")


def make_pages(
    root: Path, stage: Path, out: Path, name: str = "book",
    settings: Mapping[str, object] | None = None,
) -> Path:  # fmt: skip
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
        changed |= {p for p in wanted if _copy(root, p, stage)}
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
    with draft_beside(target) as scratch:
        stage, out = scratch / "stage", scratch / "out"
        _stage_sources(root, stage, {})
        page = nb.with_outputs(nb.read_notebook(notebook), nb.read_notebook(executed))
        nb.write_notebook(page, stage / "notebooks" / notebook.name)
        known = [p for p in pages_of(root) if p != f"notebooks/{notebook.stem}"]
        linked = [p for p in known if p in _linked(page, known)]
        for name in linked:
            if (root / f"{name}.ipynb").is_file():
                _copy(root, Path(f"{name}.ipynb"), stage)
        contents = {"format": "jb-book", "root": f"notebooks/{notebook.stem}"}
        contents["chapters"] = [{"file": name} for name in linked]
        write_text(yaml.safe_dump(contents), stage / "_toc.yml")
        _jupyter_book(stage, out, f"{notebook.stem}-page", strict=False)
        mirror(out / "_build" / "html", target)


def _linked(notebook: dict, known: Iterable[str]) -> set[str]:
    """Return the pages that a notebook links to, cites or takes terms of."""
    prose = [nb.source(c) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    text = "\n".join(prose)
    named = {Path(link).with_suffix("").name for link in _LINK.findall(text)}
    marks = {"{term}": "glossary", "{cite": "references", "{verdicts}": "verdicts"}
    named |= {page for mark, page in marks.items() if mark in text}
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
        _copy(folder, path, target)
    _remove_others(target, {target / path for path in wanted})


def _copy(folder: Path, file: Path, target: Path) -> bool:
    """Copy a file of a folder into another if it differs; say whether it did."""
    return write_text((folder / file).read_bytes(), target / file)


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    if folder.is_dir():
        for path in folder.rglob("*"):
            if path.is_file() and path not in wanted:
                path.unlink()
