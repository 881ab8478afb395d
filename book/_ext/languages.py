"""Words and pages in other languages: marked, linked with each other, found by search.

They stand outside the way from page to page, which is in English.

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


def pass_by(app, page, template, context, doctree):
    """Lead from page to page past those in other languages."""
    builder, metadata = app.builder, app.env.metadata
    ways = builder.relations if builder.name == "html" else {}  # paper has one page
    for way, place in (("prev", 1), ("next", 2)):
        name = ways[page][place] if page in ways else None
        while name and "lang" in metadata[name]:
            name = ways[name][place]
        if name and "lang" not in metadata[page]:
            title = builder.render_partial(app.env.titles[name])["title"]
            way_there = builder.get_relative_uri(page, name)
            context[way] = {"link": way_there, "title": title}
        elif page in ways:
            context[way] = None


def set_back(app, page, template, context, doctree):
    """Tell the search which pages are for those who ask in their own signs."""
    if page == "search":
        found = (name for name, told in app.env.metadata.items() if "lang" in told)
        told = {"data-other": " ".join(found)}
        app.add_js_file("search.js", loading_method="defer", **told)


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
    app.connect("html-page-context", pass_by)
    app.connect("html-page-context", set_back)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
