"""References by author and year; letters tell works of one author and year apart."""

from collections import defaultdict
from string import ascii_lowercase

from pybtex.plugin import register_plugin
from pybtex.style.formatting.alpha import Style as Alpha
from pybtex.style.labels import BaseLabelStyle


def authors(entry):
    """Name the authors as citations in the text do."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [str(name) for p in people for name in p.rich_last_names[:1]]
    return " and ".join(names) if len(names) < 3 else f"{names[0]} et al."


class AuthorYearLabels(BaseLabelStyle):
    """Labels of the list: what stands in the text."""

    def format_labels(self, sorted_entries):
        for entry in sorted_entries:
            yield f"{authors(entry)}, {entry.fields.get('year', 'n.d.')}"


class AuthorYear(Alpha):
    """A list by author, year and title."""

    default_label_style = "author_year"


def add_letters(app):
    """Write 2022a, 2022b where two works would be cited alike."""
    alike = defaultdict(list)
    for entry in app.env.get_domain("cite").bibdata.data.entries.values():
        alike[authors(entry), entry.fields.get("year")].append(entry)
    for (_, year), entries in alike.items():
        if year and len(entries) > 1:
            entries.sort(key=lambda entry: entry.fields.get("title", ""))
            for letter, entry in zip(ascii_lowercase, entries, strict=False):
                entry.fields["year"] = year + letter


def setup(app):
    register_plugin("pybtex.style.labels", "author_year", AuthorYearLabels)
    register_plugin("pybtex.style.formatting", "author_year", AuthorYear)
    app.connect("builder-inited", add_letters, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
