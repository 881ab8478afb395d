"""Pages for screen readers: headers, lists and buttons say what they are."""

import re

FRAME = re.compile(r'<table [^>]*class="dataframe[^"]*">.*?</table>', re.DOTALL)
# Each exercise and each solution comes with the same id.
BOX = re.compile(r'<section id="((?:exercise|solution)-content)">')
TOGGLE = '<summary aria-label="Toggle hidden content">'


def mend_frame(found):
    """Say of each header of a pandas table what it heads; an empty one is a cell."""
    head, ended, body = found[0].replace("<th></th>", "<td></td>").partition("</thead>")
    head = re.sub(r"<th\b", '<th scope="col"', head)
    return head + ended + re.sub(r"<th\b", '<th scope="row"', body)


def mend(body):
    """Return a page's text with its roles, names and headers put right."""
    body = body.replace('role="doc-biblioentry"', 'role="listitem"')
    body = body.replace(TOGGLE, "<summary>")
    body = BOX.sub(r'<section class="\1">', body)
    return FRAME.sub(mend_frame, body)


def mend_page(app, page, template, context, doctree):
    if "body" in context:
        context["body"] = mend(context["body"])


def setup(app):
    app.connect("html-page-context", mend_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
