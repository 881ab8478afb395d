"""Pages from a stage, a copy of the book's sources, by plain jupyter-book."""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from emergestudy.errors import StudyError
from emergestudy.running.files import write_log, write_text
from emergestudy.running.notebooks import (
    pages_of,
    read_notebook,
    source,
    with_outputs,
    write_notebook,
)

PARTS = ("book", "data", "_config.yml", "_toc.yml")
EVERYWHERE = {Path("book/_static"), Path("book/_ext"), Path("book/_templates")}
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_PERCENT = re.compile(r"(reading sources|writing output)\.\.\. \[ *(\d+)%\]")
_LINK = re.compile(r"[\w./-]+\.(?:md|ipynb)\b")


def stage_sources(
    root: Path, stage: Path, settings: Mapping[str, object] | None = None
) -> bool:
    """Mirror the book's sources, leaving what has not changed untouched.

    Sphinx then reads only what changed. `settings` take the place of those in
    ``_config.yml``. Returns whether all pages have to be written again, since a style
    sheet, a script, an extension, the contents or the configuration changed.
    """
    stage.mkdir(parents=True, exist_ok=True)
    changed = set()
    for part in PARTS:
        here = root / part
        files = [here] if here.is_file() else here.rglob("*")
        wanted = {p.relative_to(root) for p in files if p.is_file()}
        wanted = {p for p in wanted if "__pycache__" not in p.parts}
        if part == "_config.yml":
            text = _configured(here, settings or {})
            changed |= wanted if _write(text, stage / part) else set()
            continue
        changed |= {p for p in wanted if _copy(root / p, stage / p)}
        _remove_others(stage / part, {stage / p for p in wanted})
    return any(
        (path.suffix == ".yml" and len(path.parts) == 1)
        or EVERYWHERE & set(path.parents)
        for path in changed
    )


def _configured(file: Path, settings: Mapping[str, object]) -> str:
    text = file.read_text(encoding="utf-8")
    if not settings:
        return text
    whole = yaml.safe_load(text)
    whole.setdefault("sphinx", {}).setdefault("config", {}).update(settings)
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)


def stage_notebook(notebook: dict, file: Path) -> None:
    """Write a notebook to the stage, unless the same one is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.is_file() or read_notebook(file) != notebook:
        write_notebook(notebook, file)


def make_pages(stage: Path, out: Path, *, whole: bool, lock: Path, name: str) -> None:
    """Build the pages below `out`, warnings as errors, unless nothing changed.

    All are written anew if they are to be `whole`.

    Raises
    ------
    StudyError
        If Sphinx warns; the message names the log.
    """
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

    Nothing outside the folder `target` is needed to read them. If they cannot be built,
    that is a `StudyError` that names the log.
    """
    root = notebook.parents[1]
    with tempfile.TemporaryDirectory(prefix="emergestudy-") as scratch:
        stage, out = Path(scratch, "stage"), Path(scratch, "out")
        stage_sources(root, stage)
        committed, made = read_notebook(notebook), read_notebook(executed)
        page = with_outputs(committed, made)
        stage_notebook(page, stage / "notebooks" / notebook.name)
        known = [p for p in pages_of(root) if p != f"notebooks/{notebook.stem}"]
        linked = [p for p in known if p in _linked(page, known)]
        for name in linked:
            if (root / f"{name}.ipynb").is_file():
                _copy(root / f"{name}.ipynb", stage / f"{name}.ipynb")
        contents = {"format": "jb-book", "root": f"notebooks/{notebook.stem}"}
        contents["chapters"] = [{"file": name} for name in linked]
        (stage / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
        _jupyter_book(stage, out, f"{notebook.stem}-page", strict=False)
        shutil.copytree(out / "_build" / "html", target)


def _linked(notebook: dict, known: Iterable[str]) -> set[str]:
    """Return the pages that a notebook links to, cites or takes terms of."""
    text = "\n".join(
        source(c) for c in notebook["cells"] if c["cell_type"] == "markdown"
    )
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


def _write(text: str, target: Path) -> bool:
    """Write a text if it differs; say whether it did."""
    if target.is_file() and target.read_text(encoding="utf-8") == text:
        return False
    write_text(text, target)
    return True


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
