"""The ``data-tables`` directive: what ``data/`` holds, from its own description."""

from docutils import nodes
from docutils.parsers.rst import Directive

from emergestudy.data import load, tables
from emergestudy.descriptor import read_descriptor


def table_node(header, rows, widths):
    """Make a docutils table of plain text cells; widths are in percent."""
    group = nodes.tgroup(cols=len(header))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", row_node(header))
    group += nodes.tbody("", *[row_node(r) for r in rows])
    table = nodes.table("", group, classes=["colwidths-given"])
    return nodes.container("", table, classes=["scroll-box"])


def row_node(cells):
    return nodes.row("", *[nodes.entry("", nodes.paragraph("", str(c))) for c in cells])


class DataTables(Directive):
    """List the tables, the columns of each, or the places numbers come from."""

    required_arguments = 1

    def run(self):
        return getattr(self, f"_{self.arguments[0]}")()

    def _tables(self):
        known = tables()
        rows = zip(known["table"], known["title"], known["rows"], strict=True)
        return [table_node(["Table", "What it holds", "Rows"], rows, [32, 58, 10])]

    def _provenance(self):
        known = load("provenance")
        columns = ["via", "source", "how_obtained", "licence"]
        rows = known[columns].itertuples(index=False)
        return [
            table_node(["Key", "Work", "How obtained", "Terms"], rows, [14, 18, 46, 22])
        ]

    def _columns(self):
        fields = {}
        for table in read_descriptor().values():
            for field in table.fields:
                fields.setdefault(field.name, field)
        rows = [(f.name, f.type, f.description, f.unit or "") for f in fields.values()]
        return [
            table_node(["Column", "Type", "Meaning", "Unit"], rows, [22, 12, 48, 18])
        ]


def setup(app):
    app.add_directive("data-tables", DataTables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
