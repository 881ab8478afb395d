import shutil

import pytest

from emergestudy.runner.book import build_book


@pytest.fixture(scope="session")
def html(root):
    """The real book, built as ``make book`` builds it: warnings are errors."""
    return build_book(root).parent


@pytest.fixture(scope="session")
def browser():
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
