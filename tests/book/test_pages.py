"""The built pages, as files and opened from the disk in a real browser."""

import re


def test_every_chapter_and_page_is_there(html, pages, root):
    wanted = {"book/index.html", "book/data.html", "book/api.html", "book/rerun.html"}
    wanted |= {f"notebooks/{p.stem}.html" for p in (root / "notebooks").glob("*.ipynb")}
    assert wanted <= {str(p.relative_to(html)) for p in pages}


def test_no_page_names_an_outside_script_or_style(pages):
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'<(script|link)[^>]+(src|href)="(https?:)?//', text), page
        assert not re.search(r"unpkg|jsdelivr|cdnjs|googleapis", text), page


def test_numbers_of_the_prose_were_filled_in(html):
    text = (html / "notebooks" / "few_shot_emergence.html").read_text(encoding="utf-8")
    assert re.search(r"same\s+first\s+model.*?<span[^>]*>\d+</span>", text, re.DOTALL)


def test_pages_open_from_the_disk_at_any_width_in_light_and_dark(
    html, kinds, reader, looks
):
    home = reader(html.as_uri())
    for name in kinds:
        home.open(name)
        for width, scheme in looks:
            home.look(width, scheme)
            home.measure()
    assert home.wrong == []


def test_a_fault_is_seen(reader, html, tmp_path):
    (tmp_path / "bad.html").write_text(
        "<img src='gone.png'><svg id='gone'><g class='missing'/></svg>"
        "<p style='width: 900px'>wide</p>"
        "<script src='http://127.0.0.1:9/out.js'></script><script>wrong(</script>"
    )
    home = reader(tmp_path.as_uri())
    home.open("bad.html")
    home.measure()
    found = " ".join(home.wrong)
    for what in (
        "no picture",
        "no icon",
        "<p style",
        "asks http://127",
        "script error",
    ):
        assert what in found
