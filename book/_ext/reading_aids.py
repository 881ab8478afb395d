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
# Long, and few words: a place in a folder and the like.
WORD = re.compile(r'class="long"(?=>(?:[^<\s]*\s){,4}[^<\s]*<)')
# The title of a solution: all of it unfolds the solution.
SOLUTION = re.compile(r'(<p class="admonition-title">Solution to)<a [^>]*>([^<]*)</a>')


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
    body = WORD.sub('class="long path"', body).replace(" × 10", "\u00a0×\u00a010")
    return head + ended + re.sub(r"<th\b", '<th scope="row"', body)


# Tags, and what stands for itself: code, mathematics, pictures.
APART = re.compile(
    r"<(pre|code|script|style|svg|textarea)\b.*?</\1>|<[^>]*>", re.DOTALL
)
POWER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)e([+-]?\d+)(?!\w)")


BELOW = re.compile(r"(?<=[\s(（“~])-(?=\d)")  # a number below zero, not a range


def raise_powers(body):
    """Write 8.9e22 and -3 in running text as tables do: 8.9 × 10<sup>22</sup>, −3.

    No line ends before a power.
    """

    def power(match):
        raised = f"10<sup>{int(match[2])}</sup>".replace("-", "−")
        return raised if match[1] == "1" else f"{match[1]}\u00a0×\u00a0{raised}"

    made, end, before = [], 0, "</"
    for kept in [*APART.finditer(body), None]:
        text = body[end : kept.start() if kept else None]
        text = BELOW.sub("−", POWER.sub(power, text))
        if not before.startswith("</"):  # where a tag opens
            text = re.sub(r"^-(?=\d)", "−", text)
        made.append(text)
        if kept:
            before, end = kept[0], kept.end()
            made.append(before)
    return "".join(made)


def mend(body):
    """Return a page's text with its roles, names, numbers and headers put right."""
    body = body.replace('role="doc-biblioentry"', 'role="listitem"')
    body = body.replace(TOGGLE, "<summary>")
    body = BOX.sub(r'<section class="\1">', DULL.sub(r"\1", body))
    body = SOLUTION.sub(r"\1\2", body)
    return FRAME.sub(mend_frame, raise_powers(body))


def mend_page(app, page, template, context, doctree):
    if "body" in context:
        context["body"] = mend(context["body"])


def setup(app):
    app.connect("html-page-context", mend_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
