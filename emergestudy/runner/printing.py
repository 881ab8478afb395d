"""Print pages of the book with Chromium's command line."""

import html as markup
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tqdm import tqdm

from emergestudy.errors import StudyError, UsageError
from emergestudy.runner.chapters import Chapter

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAPER = "<style>@page { size: A4 }</style>"
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run --no-pdf-header-footer "
    "--export-tagged-pdf --virtual-time-budget=20000"
)


def find_browser() -> str:
    """Return the command of a Chromium.

    Raises
    ------
    UsageError
        If there is none.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise UsageError(
        "the PDF is printed by Chromium, and none is found here "
        f"(looked for {', '.join(BROWSERS)}). Install one, on Debian or Ubuntu: "
        "apt-get install chromium"
    )


def print_chapters(
    browser: str, html: Path, chapters: list[Chapter], work: Path, *, seconds: int = 180
) -> list[Path]:
    """Print pages into one PDF each, two at a time.

    Parameters
    ----------
    browser : str
        The command of a Chromium.
    html : Path
        Folder of the built pages; nothing is written there.
    chapters : list of Chapter
        The pages.
    work : Path
        An empty folder for drafts; links in the PDFs name files below it.
    seconds : int
        Time that a page may take.

    Returns
    -------
    list of Path
        The PDFs, in the order of the pages.

    Raises
    ------
    StudyError
        If Chromium cannot print a page; the message holds what it said.
    """
    for path in html.iterdir():
        if path.name.startswith("_"):
            (work / path.name).symlink_to(path, target_is_directory=path.is_dir())
    wanted = {link for chapter in chapters for link in chapter.links}

    def make(chapter: Chapter) -> Path:
        draft = _draft(html, chapter, wanted, work)
        return _print(browser, draft, seconds)

    with ThreadPoolExecutor(2) as pool:
        made = pool.map(make, chapters)
        bar = tqdm(
            made, total=len(chapters), desc="printing", unit="page", disable=None
        )
        try:
            return list(bar)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _draft(html: Path, chapter: Chapter, wanted: Iterable, work: Path) -> Path:
    """Copy a page, with a hidden link to each place that something points to.

    Chromium notes the place of an anchor only if the same page links to it.
    """
    anchors = {anchor for page, anchor in wanted if page == chapter.name and anchor}
    anchors |= {anchor for anchor, _ in chapter.sections}
    links = "".join(f'<a href="#{markup.escape(a)}"></a>' for a in sorted(anchors))
    text = (html / f"{chapter.name}.html").read_text(encoding="utf-8")
    text = text.replace("</head>", f"{PAPER}</head>", 1)
    before, end, after = text.rpartition("</body>")
    draft = work / f"{chapter.name}.html"
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text(f"{before}<div hidden>{links}</div>{end}{after}", encoding="utf-8")
    return draft


def _print(browser: str, draft: Path, seconds: int) -> Path:
    made, profile = draft.with_suffix(".pdf"), draft.with_suffix(".profile")
    command = [browser, *_FLAGS.split(), f"--user-data-dir={profile}"]
    command += [f"--print-to-pdf={made}", draft.as_uri()]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, check=False
        )
        said = done.stderr.strip().splitlines()[-3:]
    except subprocess.TimeoutExpired:
        said = [f"no answer in {seconds} s"]
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    if not made.is_file():
        detail = "".join(f"\n  {line}" for line in said)
        raise StudyError(f"Chromium did not print {draft.name}{detail}")
    return made
