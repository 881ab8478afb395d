"""How heavy the pages of the book are, and how soon Chromium has loaded them.

python benchmarks/pages.py            # after `make book`; about a minute
python benchmarks/pages.py --write    # also into book/speed.md

A page's own bytes are its HTML and the pictures, styles and scripts that no other page
loads. What two pages or more load counts once for the book, in the first row; MathJax
and Vega have rows of their own.
The time is from the start until the load event, from the disk, on a screen of 390 px
and with an empty cache; the best of three.
"""

import argparse
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "_build" / "html"
START, END = "<!-- pages: start -->", "<!-- pages: end -->"
LOADED = """() => new Promise((done) => {
  const told = () => performance.getEntriesByType("navigation")[0].loadEventEnd;
  const ask = () => told() ? done(told()) : setTimeout(ask, 5);
  ask();
})"""


def missing() -> str:
    """Say what has to be there first; nothing if all of it is."""
    if not (HTML / "index.html").is_file():
        return "no pages here; run `make book` first"
    if shutil.which("chromium") is None:
        return "no Chromium here; install Debian's package 'chromium'"
    if find_spec("playwright") is None:
        return "no playwright here; `make test` installs it"
    return ""


@contextmanager
def browser() -> Iterator[Any]:
    """Start Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        yield started
        started.close()


def visit(started: Any, page: Path) -> tuple[float, set[Path]]:
    """Load a page with an empty cache; return milliseconds and the files asked for."""
    asked = set()
    context = started.new_context(viewport={"width": 390, "height": 900})
    tab = context.new_page()
    tab.on("request", lambda r: asked.add(Path(unquote(urlsplit(r.url).path))))
    tab.goto(page.as_uri())
    took = tab.evaluate(LOADED)
    context.close()
    return took, {p for p in asked if p.is_file()}


def measure() -> list[tuple[str, str, str, str]]:
    """Return a row for each page, the heaviest first, and one for what they share."""
    pages = sorted(p for p in HTML.glob("*/*.html") if p.parent.name[0] != "_")
    with browser() as started:
        seen = {page: [visit(started, page) for _ in range(3)] for page in pages}
    loads = {page: seen[page][0][1] for page in pages}
    times = Counter(f for files in loads.values() for f in files if not kind(f))
    own = {p: size(f for f in loads[p] if times[f] == 1) for p in pages}
    rows = [("*what pages share*", size(f for f in times if times[f] > 1), "", "")]
    drawing = {f for files in loads.values() for f in files if kind(f)}
    for name in sorted(set(map(kind, drawing))):
        rows.append((f"*{name}*", size(f for f in drawing if kind(f) == name), "", ""))
    for page in sorted(pages, key=own.get, reverse=True):
        took = min(time for time, _ in seen[page])
        draws = ", ".join(sorted({kind(f) for f in loads[page]} - {""}))
        name = page.relative_to(HTML).with_suffix("").as_posix()
        rows.append((name, own[page], draws, f"{took:.0f}"))
    return [(name, f"{kb:,.0f}", *rest) for name, kb, *rest in rows]


def size(files: Any) -> float:
    """Return the kB of some files."""
    return sum(file.stat().st_size for file in files) / 1000


def kind(file: Path) -> str:
    """Name what a script draws, if it is one of the two large ones."""
    if "mathjax" in file.parts:
        return "MathJax"
    return "Vega" if file.name.startswith("vega") else ""


def write(lines: list[str]) -> None:
    """Put the table between the marks of the page on speed."""
    page = ROOT / "book" / "speed.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    text = "\n".join([START, "", *lines, "", END])
    page.write_text(before + text + after, encoding="utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="Into book/speed.md.")
    asked = parser.parse_args()
    if missing():
        print(missing())
        return
    head = [("page", "own kB", "loads", "ms"), ("---", "--:", "---", "--:")]
    lines = [f"| {' | '.join(row)} |" for row in head + measure()]
    print("\n".join(lines))
    if asked.write:
        write(lines)


if __name__ == "__main__":
    main()
