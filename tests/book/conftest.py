import contextlib
import functools
import http.server
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def html(root):
    """The real book, as a fresh clone gives it: plain jupyter-book, no warning."""
    fcntl = pytest.importorskip("fcntl", reason="no file locks here")
    build = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", build, "build", str(root), "-W", "-n"]
    (root / "_build").mkdir(exist_ok=True)
    with (root / "_build" / "tests.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # other test processes wait
        done = subprocess.run(
            [*command, "--keep-going"], capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr[-3000:]
    return root / "_build" / "html"


@pytest.fixture(scope="session")
def pages(html):
    """Pages with content; the topmost index only leads on to the first of them."""
    found = {p for p in html.rglob("*.html") if "_static" not in p.parts}
    found -= set((html / "slides").glob("*.html"))
    return sorted(found - {html / "index.html"})


# One page of each kind: landing page, chapter with chart and exercises, mathematics,
# long lists of entries, text, notes, search of numbers, functions, source, Korean.
KINDS = (
    "book/index", "notebooks/few_shot_emergence", "notebooks/emergence_law", "book/ko",
    "notebooks/verdicts", "book/glossary", "book/course/session_1", "book/numbers",
    "book/data", "book/api", "book/references", "_modules/emergestudy/results",
)  # fmt: skip


@pytest.fixture(scope="session")
def kinds(html):
    """The names of one page of each kind."""
    names = [f"{name}.html" for name in KINDS]
    assert all((html / name).is_file() for name in names)
    return names


@pytest.fixture(scope="module")
def browser():
    """A browser; its event loop must end before other modules start theirs."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium here; CI installs Debian's package 'chromium'")
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    log_message = staticmethod(lambda *said: None)


@pytest.fixture(scope="session")
def served(html):
    """The book's address on a server of this process."""
    handler = functools.partial(Quiet, directory=str(html))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


FRAME = """async () => {
  await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
  const brief = (a) => a.effect.getComputedTiming().endTime < 5000;
  const settled = document.getAnimations().filter(brief).map((a) => a.finished);
  await Promise.allSettled(settled);
}"""


class Reader:
    """One tab that goes through the book and writes down what is wrong where."""

    def __init__(self, browser, home, width, scheme):
        self.home, self.wrong, self.name = home, [], "no page"
        self.tab = browser.new_context().new_page()
        self.look(width, scheme)
        self.tab.on("request", self._requested)
        self.tab.on("requestfailed", lambda r: self.note(f"failed: {r.url}"))
        self.tab.on("pageerror", lambda e: self.note(f"script error: {e}"))
        self.tab.on("console", self._said)

    def note(self, what):
        self.wrong.append(f"{self.name} at {self.width} px, {self.scheme}: {what}")

    def _requested(self, request):
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.note(f"asks {request.url}")

    def _said(self, message):
        if message.type == "error":
            self.note(f"console: {message.text}")

    def ask(self, name, *given):
        """Call the function of a script beside this file on the page."""
        script = Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8")
        return self.tab.evaluate(script, *given)

    def open(self, name):
        """Open a page and wait until all of it can be seen."""
        self.name = name
        self.tab.goto(f"{self.home}/{name}", timeout=180_000)
        self.ask("ready")
        self.tab.evaluate(FRAME)

    def look(self, width, scheme):
        """Take a width and a scheme of colors, and let the page take them too."""
        self.width, self.scheme = width, scheme
        self.tab.set_viewport_size({"width": width, "height": 900})
        self.tab.emulate_media(color_scheme=scheme)
        theme = "document.documentElement.dataset.theme"
        self.tab.wait_for_function(f"s => !{theme} || {theme} === s", arg=scheme)
        self.tab.evaluate(FRAME)

    def measure(self):
        """Note what is wrong with the layout."""
        for what in self.ask("layout"):
            self.note(what)

    def examine(self, *, colors_only=False):
        """Note what axe-core calls serious or critical."""
        package = pytest.importorskip("axe_playwright_python", reason="holds axe")
        script = Path(package.__file__).parent / "axe.min.js"
        self.tab.evaluate(script.read_text(encoding="utf-8"))
        for what in self.ask("axe", not colors_only):
            self.note(what)


@pytest.fixture
def reader(browser):
    """Make a reader of the book at an address."""
    with contextlib.ExitStack() as stack:

        def make(home, width=390, scheme="light"):
            made = Reader(browser, home, width, scheme)
            stack.callback(made.tab.context.close)
            return made

        yield make
