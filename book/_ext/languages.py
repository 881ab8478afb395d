"""Words and pages in other languages: marked, linked with each other, found by search.

A page says its language in its front matter, as ``lang: ko``. Roles ``en``, ``ko`` and
``zh`` mark single words.
"""

import re

from docutils import nodes
from sphinx.search.en import SearchEnglish

TAGS = {"en": "en", "ko": "ko", "zh": "zh-Hans"}  # role: language
# Chinese has no spaces, and Korean joins particles to its words.
RUN = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]{2,}")
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
        links = [
            LINK.format(language, context["pathto"](name))
            for name, language in sorted(found.items())
        ]
        context["metatags"] += "".join(links)


class Words(SearchEnglish):
    """English, and pairs of neighboring signs where words are not set apart."""

    def split(self, text):
        pairs = [
            run[i : i + 2] for run in RUN.findall(text) for i in range(len(run) - 1)
        ]
        return super().split(text) + pairs


def setup(app):
    for name, language in TAGS.items():
        app.add_role(name, word_in(language))
    app.add_search_language(Words)
    app.connect("doctree-read", mark_page)
    app.connect("html-page-context", link_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
