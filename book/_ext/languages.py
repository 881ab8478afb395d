"""Words and pages in other languages: marked, linked with each other, found by search.

A page says its language in its front matter, as ``lang: ko``. Roles ``en``, ``ko`` and
``zh`` mark single words.
"""

import posixpath
import re
from itertools import pairwise

from docutils import nodes
from sphinx.search.en import SearchEnglish

TAGS = {"en": "en", "ko": "ko", "zh": "zh-Hans"}  # role: language
# Chinese has no spaces, and Korean joins particles to its words.
RUN = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]{2,}")  # for Python and JavaScript
LINK = '<link rel="alternate" hreflang="{}" href="{}">\n'


def word_in(language):
    """Make a role whose text carries the language; docutils makes `lang` of it."""

    def role(name, rawtext, text, lineno, inliner, options=None, content=()):
        return [nodes.inline(rawtext, text, classes=[f"language-{language}"])], []

    return role


def mark_page(app, doctree):
    """Say of the text of a page which language it is in."""
    language = app.env.metadata[app.env.docname].get("lang")
    for part in doctree.findall(nodes.section) if language else []:
        if part.parent is doctree:
            part["classes"].append(f"language-{language}")


def link_pages(app, page, template, context, doctree):
    """Name, in the head of the first page and of those in other languages, the rest."""
    found = {name: told["lang"] for name, told in app.env.metadata.items()
             if "lang" in told}  # fmt: skip
    found[app.config.root_doc] = app.config.language
    if page in found and len(found) > 1:
        for name, language in sorted(found.items()):
            way = posixpath.relpath(name, posixpath.dirname(page) or ".")
            context["metatags"] += LINK.format(language, f"{way}.html")


class Words(SearchEnglish):
    """English, and pairs of neighboring signs where words are not set apart."""

    js_splitter_code = """function splitQuery(query) {
  const words = query.match(/[\\p{Letter}\\p{Number}_]+/gu) || [];
  const parts = words.flatMap((word) => word.split(/(RUN)/)).filter(Boolean);
  return parts.flatMap((part) => /^RUN$/.test(part)
    ? [...part].slice(1).map((sign, place) => part[place] + sign) : [part]);
}
""".replace("RUN", RUN.pattern)

    def split(self, text):
        words = []
        for word in super().split(text):
            for part in filter(None, re.split(f"({RUN.pattern})", word)):
                pairs = map("".join, pairwise(part))
                words += pairs if RUN.fullmatch(part) else [part]
        return words


def setup(app):
    for name, language in TAGS.items():
        app.add_role(name, word_in(language))
    app.add_search_language(Words)
    app.connect("doctree-read", mark_page)
    app.connect("html-page-context", link_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
