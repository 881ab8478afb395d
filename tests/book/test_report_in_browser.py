"""The page of a report in a real browser, opened from the disk."""

from itertools import pairwise

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import expect

from emergestudy.report_page import page_of

LOOKS = [(390, "light"), (390, "dark"), (1280, "dark"), (1280, "light")]


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    """A folder with a page, made before the browser's event loop is there."""
    points = pd.DataFrame([
        {"task": f"task {t}", "way": "0 shots", "help": 0, "group": f"f{f}", "step": 1,
         "model": "m", "metric": "acc", "scale": size, "score": size / 4e9, "low": 0.1,
         "high": 1.0, "n_eval": 500, "chance": 0.25}
        for t in range(26) for f in range(1 if t else 12) for size in (1e9, 2e9, 4e9)
    ])  # fmt: skip
    calls = points.drop_duplicates(["task", "group"])
    calls = calls.assign(point=1.6e9, low=1.2e9, high=2e9, verdict="emergent")
    scores = [f"{i / 10:.3f} ± 0.010" for i in (3, 10, 2, 5, 7, 9)]
    table = pd.DataFrame({"score": scores, "long": "word " * 60}, index=[*"abcdef"])
    table["point"] = ["3.05 × 10¹⁸", "", "1,024", "10²²", "−5", "2 × 10⁻⁵"]
    shown = ({"text/html": table.to_html()}, {"image/png": ""})
    cells = [new_code_cell(outputs=[new_output("display_data", is_)]) for is_ in shown]
    cells[1].metadata["tags"] = ["chart"]
    axis = {"x": "train_flops", "title": "Training FLOPs", "falls": False}
    text = page_of(new_notebook(cells=cells), "Report", axis, points, calls)
    (folder := tmp_path_factory.mktemp("report")).joinpath("r.html").write_text(text)
    return folder


def test_a_report_is_read_on_a_phone_sorted_and_questioned(folder, reader):
    home = reader(folder.as_uri())
    tab = home.tab
    home.open("r.html")
    tab.wait_for_selector(".panel svg .role-axis-label text")
    for width, scheme in LOOKS:
        home.look(width, scheme)
        home.measure()
    assert home.wrong == []
    labels = tab.locator(".panel svg").first.locator(".role-axis-label").first
    boxes = [text.bounding_box() for text in labels.locator("text").all()]
    assert len(boxes) > 1
    assert all(a["x"] + a["width"] < b["x"] for a, b in pairwise(boxes))
    size = labels.evaluate("(e) => parseFloat(getComputedStyle(e.firstChild).fontSize)")
    assert size >= 12
    assert tab.locator(".legend li").count() == 12
    panels = tab.locator(".panel:visible")
    high = panels.evaluate_all("(all) => all.map((panel) => panel.offsetHeight)")
    assert (len(high), len(set(high))) == (24, 1)  # nothing moves when one is drawn
    tab.get_by_role("button", name="Show all 26 tasks").click()
    expect(panels).to_have_count(26)
    tab.get_by_label("Only tasks with").fill("task 25")
    expect(panels).to_have_count(1)
    names = tab.locator("table.dataframe tbody th")
    for order in ("cadefb", "bfedac"):
        tab.get_by_role("button", name="score").click()
        assert "".join(names.all_inner_texts()) == order
    tab.get_by_role("button", name="point").click()
    assert "".join(names.all_inner_texts()) == "efcadb"
    tab.get_by_label("Filter").fill("0.5")
    expect(tab.locator("table.dataframe tbody tr:visible")).to_have_count(1)
    tab.get_by_label("Filter").fill("SCORE")
    heads = tab.locator("table.dataframe thead th:visible").all_inner_texts()
    assert [head.split()[0] for head in heads] == ["#", "score"]
