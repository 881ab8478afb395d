"""The PDF of the book: one page by Sphinx, one print by Chromium.

``emergestudy book --pdf`` runs it on the sources of a book that is built.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from emergestudy.errors import StudyError, UsageError
from emergestudy.paths import pages_of
from emergestudy.running.parameters import Edition

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
    return make_pdf(work / "stage", target, build / "logs" / "pdf.log", notes=notes)


def make_pdf(source: Path, target: Path, log: Path, *, notes: bool = False) -> Path:
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
