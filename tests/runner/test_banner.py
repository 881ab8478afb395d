import json

import pytest

from emergestudy.runner.banner import add_banner, add_landing_banner
from emergestudy.runner.edition import Edition

MADE = Edition("big", "Big <b>", {"squares": {"x": 5, "how": "loud"}})


@pytest.fixture
def path(study):
    path = study / "notebooks" / "squares.ipynb"
    notebook = json.loads(path.read_text())
    text = {"cell_type": "markdown", "id": "t", "metadata": {}}
    text["source"] = ["(label)=\n", "# Squares\n", "\n", "Prose."]
    notebook["cells"].insert(0, text)
    path.write_text(json.dumps(notebook))
    return path


def test_a_chapter_says_what_differs_and_links_to_the_default(path, study):
    assert "defaults: `emergestudy book` builds it." in add_banner(path, MADE)
    page = study / "_build" / "html" / "notebooks" / "squares.html"
    page.parent.mkdir(parents=True)
    page.touch()
    text = add_banner(path, MADE)
    assert text.startswith(
        "(label)=\n# Squares\n\n:::{admonition} Edition: Big &lt;b&gt;"
    )
    assert "`x` is `5`, not `3`; `how` is `&#x27;loud&#x27;`, not" in text
    assert '<a href="../../../html/notebooks/squares.html">' in text
    assert text.endswith("Prose.")


def test_the_landing_page_lists_the_chapters(study):
    assert add_landing_banner(study, MADE) == {}
    (study / "book").mkdir()
    (study / "book" / "index.md").write_text("# Book\n\nHello.\n")
    ((_, text),) = add_landing_banner(study, MADE).items()
    assert "Other parameters: [](../notebooks/squares.ipynb)." in text
    assert text.startswith("# Book\n\n:::")
