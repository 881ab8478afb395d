"""The ``verdicts`` directive: what a chapter decided of the papers, and by what."""

from collections import Counter
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sources import notebook, rerun
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from emergestudy.paths import data_dir
from emergestudy.verdicts import PARTS, VERDICTS, entries, figure_verdicts

LOG = logging.getLogger(__name__)
ALL = "[Every figure, every claim](/notebooks/verdicts.ipynb)"
NONE = f"No figure or table of the papers is decided in this chapter. {ALL} lists those\
 that are."
SOME = """Of the papers' panels, tables and appendices rebuilt here: {counts}. {all}
explains the words.

````{{dropdown}} What decides each

```{{raw}} html
{entries}
```
````
"""


class Verdicts(SphinxDirective):
    """Count the verdicts that this chapter recorded, and list them folded."""

    def run(self):
        self.env.note_dependency(str(data_dir() / "paper_items.csv"))
        node = nodes.container()
        self.state.nested_parse(StringList(self._told().splitlines()), 0, node)
        for part in node.findall(nodes.paragraph):
            part["translatable"] = False  # it changes with a number: see TERMINOLOGY.md
        return node.children

    def _told(self):
        """Write the count and the list as MyST."""
        path = Path(self.env.doc2path(self.env.docname))
        files = sorted(path.parent.glob("*.ipynb"))
        table = gathered(path.parent, tuple(f.stat().st_mtime_ns for f in files))
        table = table[table["notebook"] == path.stem]
        pending = table["verdict"] == "pending"
        whole = table["item"].isin(PARTS)  # made of what several chapters decide
        if rerun(notebook(self.env)):
            table = table[~whole]
        else:
            for file in files if whole.any() else []:
                self.env.note_dependency(str(file))
            for item in table.loc[pending, "item"]:
                said = "%s records no verdict on %s"
                LOG.warning(said, path.stem, item, location=self.get_location())
        table = table[~pending]
        if table.empty:
            return NONE
        known = Counter(table["verdict"])
        counts = ", ".join(f"{known[v]} *{v}*" for v in VERDICTS if v in known)
        lines = {"shows": "shows", "decides": "decided by"}
        listed = entries(table, ["item", "verdict"], lines)
        return SOME.format(counts=counts, all=ALL, entries=listed)


@lru_cache(maxsize=1)
def gathered(folder, times):
    """Return the verdicts of a folder of notebooks; read once for each state of it."""
    return figure_verdicts(folder=folder)


def setup(app):
    app.add_directive("verdicts", Verdicts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
