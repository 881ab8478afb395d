"""The built pages, as files and in a real browser."""

import re

import pytest


def pages(html):
    """Pages with content; the topmost index only leads on to the first of them."""
    found = {p for p in html.rglob("*.html") if "_static" not in p.parts}
    return sorted(found - {html / "index.html", html / "search.html"})


def test_every_chapter_and_page_is_there(html, root):
    wanted = {"book/index.html", "book/data.html", "book/api.html", "book/rerun.html"}
    wanted |= {f"notebooks/{p.stem}.html" for p in (root / "notebooks").glob("*.ipynb")}
    assert wanted <= {str(p.relative_to(html)) for p in pages(html)}


def test_no_image_without_alt_text(html):
    for page in pages(html):
        for image in re.findall(r"<img\b[^>]*>", page.read_text(encoding="utf-8")):
            assert re.search(r'alt="[^"]+"', image), (page.name, image)


def test_no_page_names_an_outside_script_or_style(html):
    for page in pages(html):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'<(script|link)[^>]+(src|href)="(https?:)?//', text), page
        assert not re.search(r"unpkg|jsdelivr|cdnjs|googleapis", text), page


def test_numbers_of_the_prose_were_filled_in(html):
    text = (html / "notebooks" / "few_shot_emergence.html").read_text(encoding="utf-8")
    assert re.search(r"same\s+first\s+model.*?<span[^>]*>\d+</span>", text, re.DOTALL)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_open_from_the_disk_without_asking_the_network(
    html, browser, width, scheme
):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    outside, complaints = [], []
    page = context.new_page()
    page.on("request", lambda r: outside.append(r.url) if "file:" not in r.url else 0)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else 0)
    for path in pages(html):
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path.name} scrolls sideways at {width} px"
    context.close()
    assert [u for u in outside if not u.startswith(("data:", "blob:"))] == []
    assert complaints == []


def test_mathematics_is_set_without_the_network(html, browser, tmp_path):
    script = html / "_static" / "mathjax" / "tex-svg.js"
    assert script.stat().st_size > 1e6
    made = tmp_path / "math.html"
    made.write_text(f"<p>\\(x^2\\)</p><script src='{script.as_uri()}'></script>")
    page = browser.new_page()
    page.goto(made.as_uri())
    page.wait_for_selector("mjx-container svg", timeout=20_000)
    page.close()
