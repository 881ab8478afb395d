"""What a screen reader and a phone meet: axe-core on a page of each kind, over HTTP."""

import re


def test_axe_finds_nothing_serious_on_a_phone(kinds, served, reader):
    home = reader(served, 390, "light")
    for name in kinds:
        home.open(name)
        home.examine()
    assert home.wrong == []


def test_axe_sees_a_button_without_a_name(reader, tmp_path):
    (tmp_path / "bad.html").write_text("<p>Press</p><button></button>")
    home = reader(tmp_path.as_uri())
    home.open("bad.html")
    home.examine()
    assert any("critical | button-name | <button>" in what for what in home.wrong)


def test_no_image_without_alt_text(pages):
    for page in pages:
        for image in re.findall(r"<img\b[^>]*>", page.read_text(encoding="utf-8")):
            assert re.search(r'alt="[^"]+"', image), (page.name, image)


def test_headers_of_tables_say_what_they_head(pages):
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for table in re.findall(r'class="dataframe.*?</table>', text, re.DOTALL):
            headers = re.findall(r"<th\b[^>]*>", table)
            assert all('scope="' in h for h in headers), (page.name, table[:200])


def test_boxes_that_scroll_are_reached_by_the_keyboard(html, reader):
    home = reader(html.as_uri(), 390, "light")
    home.open("notebooks/few_shot_emergence.html")
    focus = "document.querySelector('.cell_output figure').tabIndex"
    home.tab.wait_for_function(f"{focus} === 0", timeout=5000)
    home.look(1440, "light")
    home.tab.wait_for_function(f"{focus} === -1", timeout=5000)
