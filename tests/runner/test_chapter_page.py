from emergestudy.runner.chapter_page import Additions, add_to_chapter, verdict_section

END = """## What would change our mind

- More data.

**Try it:** `emergestudy run sums -p x 1`. What
moves?

**Further reading:** the paper.
"""


def dressed(text, **added):
    cells = [{"cell_type": "markdown", "source": text}]
    add_to_chapter(cells, Additions(**added))
    return cells[0]["source"]


def item(**changed):
    row = {"item": "Fig. 1", "shows": "a < b", "verdict": "reproduced", "decides": "3"}
    return row | changed


def test_every_chapter_ends_in_the_same_order():
    text = dressed(END, exercises="```{exercise} Recall: it\n```")
    order = ["## The verdict", "## What would change", "Try it", "## Exercises"]
    places = [text.index(part) for part in [*order, "## Further reading"]]
    assert places == sorted(places)


def test_the_box_holds_the_paragraph_and_the_reading_begins_a_sentence():
    text = dressed(END)
    assert ":class: tip\n`emergestudy run sums -p x 1`. What\nmoves?\n:::" in text
    assert "## Further reading\n\nThe paper." in text
    assert "## Exercises" not in text


def test_reading_that_begins_with_a_citation_stays():
    text = dressed("**Further reading:** {cite}`wei2022emergent`.")
    assert text == "## Further reading\n\n{cite}`wei2022emergent`."


def test_a_chart_takes_the_place_of_its_comment():
    assert "```{chart} few_shot\n```" in dressed("See:\n\n<!-- chart: few_shot -->\n")


def test_code_cells_stay_as_they_are():
    cell = {"cell_type": "code", "source": "# ## What would change our mind"}
    add_to_chapter([cell], Additions())
    assert cell["source"] == "# ## What would change our mind"


def test_verdicts_are_counted_and_escaped():
    items = [item(), item(item="Fig. 2", verdict="only partly"), item(item="Fig. 3")]
    text = verdict_section(items)
    assert "2 *reproduced*, 1 *only partly*" in text
    assert "a &lt; b" in text
    assert "✓ reproduced" in text


def test_a_chapter_that_decides_nothing_says_so():
    assert "No figure or table" in verdict_section([])


def test_a_chapter_says_how_long_it_takes():
    text = "**You need** a pen.\n\n" + 900 * "word "
    assert (
        "a pen. Reading it takes about 5 minutes with its figures.\n\nword"
        in dressed(text)
    )


def test_the_box_names_the_notebook_to_open():
    assert "`jupyter lab notebooks/sums.ipynb`" in dressed(END, name="sums")
