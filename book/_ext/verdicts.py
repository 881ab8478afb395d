"""The ``verdicts`` directive: what a chapter decided of the papers, and by what."""

import html
from collections import Counter
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sources import notebook, rerun
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from emergestudy import load
from emergestudy.audit.finding import SIGNS, VERDICTS
from emergestudy.paths import data_dir
from emergestudy.results import recorded

LOG = logging.getLogger(__name__)
ALL = "[Every figure, every claim](/notebooks/verdicts.ipynb)"
NONE = f"No figure or table of the papers is decided in this chapter. {ALL} lists those\
 that are."
SOME = """Of the papers' panels, tables and appendices rebuilt here: {counts}. {all}
explains the words.

:::{{dropdown}} What decides each

```{{raw}} html
<ul class="entries">
{entries}
</ul>
```
:::
"""
ENTRY = """<li><p>{item} &middot; {sign} {verdict}</p>
<dl><dt>shows</dt><dd>{shows}</dd><dt>decided by</dt><dd>{decides}</dd></dl></li>"""


class Verdicts(SphinxDirective):
    """Count the verdicts that this chapter recorded, and list them folded."""

    def run(self):
        self.env.note_dependency(str(data_dir() / "paper_items.csv"))
        node = nodes.container()
        text = told(self._decided())
        self.state.nested_parse(StringList(text.splitlines()), 0, node)
        return node.children

    def _decided(self):
        """Return the items of this chapter that have a verdict."""
        chapter, here = Path(self.env.docname).name, notebook(self.env)
        known, items = recorded(here) if here else {}, load("paper_items")
        found = []
        for row in items[items["notebook"] == chapter].to_dict("records"):
            verdict = known.get(f"verdict/{row['item']}")
            if verdict is not None:
                found.append(row | verdict)
            elif not rerun(here):  # other parameters may leave an item out
                said = "%s records no verdict on %s"
                LOG.warning(said, chapter, row["item"], location=self.get_location())
        return found


def told(items):
    """Write the count and the list as MyST; each item has the keys of `ENTRY`."""
    if not items:
        return NONE
    known = Counter(item["verdict"] for item in items)
    counts = ", ".join(f"{known[v]} *{v}*" for v in VERDICTS if v in known)
    entries = "\n".join(map(entry, items))
    return SOME.format(counts=counts, all=ALL, entries=entries)


def entry(item):
    """Write one item as HTML."""
    shown = {k: html.escape(item[k]) for k in ("item", "verdict", "shows", "decides")}
    return ENTRY.format(sign=SIGNS[item["verdict"]], **shown)


def setup(app):
    app.add_directive("verdicts", Verdicts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
