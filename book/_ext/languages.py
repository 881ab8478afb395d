"""Roles ``ko`` and ``zh``: words in Korean and Chinese, marked for screen readers."""

import html

from docutils import nodes


def word_in(language):
    """Make a role whose text carries the language."""

    def role(name, rawtext, text, lineno, inliner, options=None, content=()):
        page = f'<span lang="{language}">{html.escape(text)}</span>'
        return [nodes.raw(rawtext, page, format="html")], []

    return role


def setup(app):
    for language in ("ko", "zh"):
        app.add_role(language, word_in(language))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
