"""The pages in Korean and Chinese: every claim as judged, numbers from the records."""

import html as markup
import re

import pytest
from claims import WORDS
from reading_aids import raise_powers

from emergestudy.verdicts import SIGNS, VERDICTS, claim_verdicts

PAGES = [("en", "index"), ("ko", "ko"), ("zh-Hans", "zh")]


@pytest.mark.parametrize(("key", "page"), [("K", PAGES[1]), ("P", PAGES[2])])
def test_a_page_tells_each_claim_and_chapter_as_recorded(html, root, key, page):
    language, name = page
    text = (html / f"book/{name}.html").read_text(encoding="utf-8")
    claims = claim_verdicts().query("claim.str.startswith(@key)")
    words = dict(zip(VERDICTS, WORDS[language], strict=True))
    judged = [f"{SIGNS[word]} {words[word]}" for word in claims["verdict"]]
    told = re.findall(r'<dt>(\w+)<span class="verdict"> (\S+ [^<(（]*\w)', text)
    assert told == list(zip(claims["claim"], judged, strict=True))
    said = map(raise_powers, map(markup.escape, claims["decides"]))
    assert all(f'lang="en">{d}<' in text for d in said)
    assert re.search(rf'<section [^>]*lang="{language}"', text)
    source = (root / f"book/{name}.md").read_text(encoding="utf-8")
    homes = [set(re.findall(r"/(\w+)\.ipynb::", p)) for p in source.split("\n### ")]
    chapters = {home.pop() for home in homes[4:] if len(home) == 1}
    assert chapters == {p.stem for p in (root / "notebooks").glob("*.ipynb")}
    assert not re.search(r"\d[.,]\d", re.sub(r"\{glue:text\}`.*?`", "", source))


def test_the_first_page_and_its_translations_name_each_other(html):
    before = (html / "book/notation.html").read_text(encoding="utf-8")
    assert re.search(r'right-next"\s+href="\.\./notebooks/few_shot', before)
    for _, name in PAGES:
        page = (html / f"book/{name}.html").read_text(encoding="utf-8")
        assert re.findall(r'hreflang="(\S+)" href="(\S+)\.html"', page) == PAGES
        assert ("prev-next-title" in page) == (name == "index")
        assert name != "index" or '"ko">한국어<' in page.split("<article")[1]
