import pandas as pd
import pytest

from emergestudy.audit.pages import as_page, choose_verdicts, count_by
from emergestudy.errors import UsageError

TABLE = pd.DataFrame(
    {
        "item": ["a", "b <i>", "c"],
        "verdict": ["only partly", "reproduced", "only partly"],
        "notebook": ["task_census", "task_census", "errata"],
    }
)


def test_verdicts_are_counted_from_best_to_worst():
    counts = count_by(TABLE, "notebook")
    assert counts.columns.tolist() == ["reproduced", "only partly", "all"]
    assert counts.loc["task_census"].tolist() == [1, 1, 2]


def test_some_verdicts_can_be_chosen():
    assert choose_verdicts(TABLE, ["only partly"])["item"].tolist() == ["a", "c"]
    assert len(choose_verdicts(TABLE, [])) == 3
    with pytest.raises(UsageError, match="no verdict named 'parly'"):
        choose_verdicts(TABLE, ["parly"])


def test_a_verdict_that_no_row_has_leaves_an_empty_page():
    none = choose_verdicts(TABLE, ["pending"])
    assert none.empty
    assert count_by(none, "notebook").columns.tolist() == ["all"]
    assert as_page(none, ["item"], {}) == "<p>None.</p>"


def test_pages_escape_text_and_link_notebooks():
    page = as_page(TABLE, ["item", "verdict"], {"notebook": "made in"})
    assert "b &lt;i&gt;" in page
    assert '<a href="task_census.html">task census</a>' in page
    assert "~ only partly" in page
    assert page.count("<dt>made in</dt>") == 3


def test_empty_lines_are_left_out():
    assert "<dt>" not in as_page(TABLE.assign(item=""), ["verdict"], {"item": "what"})
