import pytest

from emergestudy.runner.page import write_page


@pytest.fixture
def notebook():
    def cell(kind, source, **more):
        base = {"cell_type": kind, "id": source[:4].strip("# "), "source": source}
        return base | {"metadata": {}} | more

    ran = {"outputs": [{"output_type": "stream", "name": "stdout", "text": "42 out"}],
           "execution_count": 1}  # fmt: skip
    cells = [
        cell("markdown", "# Chapter", metadata={"tags": ["example"]}),
        cell("markdown", "Kept prose"),
        cell("code", "print(6 * 7)", **ran),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_a_page_shows_all_and_reaches_for_nothing(notebook, tmp_path):
    write_page(notebook, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert all(part in page for part in ("Chapter", "Kept prose", "42 out", "print"))
    assert "<title>a</title>" in page
    assert 'src="http' not in page


def test_a_report_has_a_title_and_no_code_or_example(notebook, tmp_path):
    write_page(notebook, tmp_path / "a.html", title="Report", code=False)
    page = (tmp_path / "a.html").read_text()
    assert "Report</h1>" not in page.split("<body")[0]
    assert "<h1" in page
    assert ("Chapter" in page, "print(" in page) == (False, False)
    assert "42 out" in page
    assert len(notebook["cells"]) == 3
