"""Pages for screen readers: headers, lists and buttons say what they are."""

import re

FRAME = re.compile(r'<table [^>]*class="dataframe[^"]*">.*?</table>', re.DOTALL)
# Each exercise and each solution comes with the same id.
BOX = re.compile(r'<section id="((?:exercise|solution)-content)">')
# Names and commas have the color of all code: a third of a chapter's page is these.
DULL = re.compile('<span class="(?:n|p|w)">([^<]*)</span>')
TOGGLE = '<summary aria-label="Toggle hidden content">'


RAISED = re.compile("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
# Cells that are numbers, so that they line up on the right: 2,000, −0.5, 3 × 10<sup>…
NUMBER = re.compile(r"<td>(?=[−+]?(?:\d|∞)[\d.,]*(?: × 10|10)?(?:<sup>|</td>)|–</td>)")


def mend_frame(found):
    """Say of each header of a pandas table what it heads; an empty one is a cell.

    The first cell of a row names it. Exponents are raised, numbers stand right, and
    long texts may be broken.
    """
    text = RAISED.sub(lambda m: f"10<sup>{m[1].translate(PLAIN)}</sup>", found[0])
    head, ended, body = text.replace("<th></th>", "<td></td>").partition("</thead>")
    head = re.sub(r"<th\b", '<th scope="col"', head)
    head = head.replace(' style="text-align: right;"', "")
    body = re.sub(r"(<tr>\s*)<td>(.*?)</td>", r"\1<th>\2</th>", body, flags=re.DOTALL)
    body = NUMBER.sub('<td class="number">', body)
    body = re.sub(r"<(t[dh])>(?=[^<]{41})", r'<\1 class="long">', body)
    return head + ended + re.sub(r"<th\b", '<th scope="row"', body)


# Tags, and what stands for itself: code, mathematics, pictures.
APART = re.compile(
    r"<(pre|code|script|style|svg|textarea)\b.*?</\1>|<[^>]*>", re.DOTALL
)
POWER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)e([+-]?\d+)(?!\w)")


def raise_powers(body):
    """Write 8.9e22 in running text as tables do: 8.9 × 10<sup>22</sup>."""

    def power(match):
        raised = f"10<sup>{int(match[2])}</sup>".replace("-", "−")
        return raised if match[1] == "1" else f"{match[1]} × {raised}"

    made, end = [], 0
    for kept in APART.finditer(body):
        made += [POWER.sub(power, body[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*made, POWER.sub(power, body[end:])])


def mend(body):
    """Return a page's text with its roles, names, numbers and headers put right."""
    body = body.replace('role="doc-biblioentry"', 'role="listitem"')
    body = body.replace(TOGGLE, "<summary>")
    body = BOX.sub(r'<section class="\1">', DULL.sub(r"\1", body))
    return FRAME.sub(mend_frame, raise_powers(body))


def mend_page(app, page, template, context, doctree):
    if "body" in context:
        context["body"] = mend(context["body"])


def setup(app):
    app.connect("html-page-context", mend_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
