"""The charts in a real browser: what is drawn is what the Python functions say."""

import re
from pathlib import Path

import chart_specs as specs
import numpy as np
import pytest

from emergestudy import call_curves, first_models
from emergestudy.law.simulation import TRUTH

CUT = Path(__file__).with_name("cut.js")
PAGES = {
    "leaves_chance": "../book/index",
    "few_shot": "few_shot_emergence",
    "chain_of_thought": "prompting_and_finetuning",
}


class Shown:
    """A chart on its page, moved as a reader moves it."""

    def __init__(self, page, name):
        self.page = page
        self.figure = page.locator(f"#chart-{name}")
        self.figure.scroll_into_view_if_needed()
        page.wait_for_selector(f"#chart-{name}.chart-ready", timeout=180_000)

    def control(self, label, **how):
        return self.figure.locator(".vega-bindings").get_by_label(label, **how)

    def drag(self, label, value):
        change = "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }"
        self.control(label).evaluate(change, value)

    def choose(self, label, option):
        self.control(label).select_option(label=option)

    def mark(self, option):
        self.control(option, exact=True).check()

    def answer(self):
        self.page.wait_for_timeout(150)
        return self.figure.locator(".chart-answer").inner_text()

    def line(self, place):
        """Return the corners of the drawn line, in pixels of its panel."""
        path = self.figure.locator("g.mark-line path").nth(place).get_attribute("d")
        pairs = re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)
        return np.array(pairs, dtype=float)


@pytest.fixture(scope="module")
def shown(html, browser):
    """Open the page of a chart once; every chart keeps the state of the last test."""
    page, opened = browser.new_page(viewport={"width": 1100, "height": 900}), {}

    def show(name):
        if opened.get("name") != name:
            path = html / "notebooks" / f"{PAGES.get(name, name)}.html"
            page.goto(path.as_uri(), timeout=180_000)
            opened.update(name=name, chart=Shown(page, name))
        return opened["chart"]

    yield show
    page.close()


@pytest.mark.parametrize(("margin", "task", "along"), [
    (0, "Modified arithmetic", "training FLOPs"), (2, "MMLU", "parameters"),
    (12, "Word in Context", "training FLOPs"),
])  # fmt: skip
def test_the_threshold_calls_as_the_rule_does(shown, margin, task, along):
    chart = shown("few_shot")
    chart.choose("Task", task)
    chart.mark(along)
    chart.drag("Points above chance that count", margin)
    points = specs.few_shot_points({}).query("title == @task")
    points = points.assign(scale=points[specs.SCALES[along]])
    calls = first_models(points, "family", margin=margin).set_index("family")
    first = calls["first_model"].to_dict()
    above = r"([\w-]+) is above the threshold from ([^,;]+) on, \d"
    said = dict(re.findall(above, chart.answer()))
    assert said == {f: model for f, model in first.items() if model != "none"}
    gone = re.findall(r"([\w-]+) stays below the threshold", chart.answer())
    assert set(gone) == set(first) - set(said)
    (lacks,) = re.findall(r"no scores here: ([^.;]+)", chart.answer())
    assert set(lacks.split(", ")) == set(specs.FEW_SHOT_FAMILIES) - set(first)


def test_a_marker_stands_at_the_model_that_it_names_and_a_family_can_go(shown):
    chart = shown("few_shot")
    chart.choose("Task", "Modified arithmetic")
    chart.drag("Points above chance that count", 2)
    rules = chart.figure.locator("[aria-roledescription=result][aria-label*=above]")
    for rule in rules.all():
        model = rule.get_attribute("aria-label").split(" from ")[1].split(" on,")[0]
        dot = chart.figure.locator(f'[aria-label^="{model}:"]').bounding_box()
        line = rule.bounding_box()
        middles = [b["x"] + b["width"] / 2 for b in (dot, line)]
        assert middles[0] == pytest.approx(middles[1], abs=2)
    for family in ("LaMDA", "GPT-3"):
        box = chart.control(family, exact=True)
        box.uncheck()
        assert family not in chart.answer()
        box.check()
        assert family in chart.answer()
    boxes = chart.figure.locator("input[type=checkbox]").all()
    [box.uncheck() for box in boxes]
    assert "No family is ticked" in chart.answer()
    [box.check() for box in boxes]


@pytest.mark.parametrize(
    ("task", "along"), [*zip(["MMLU", "Word in Context"], specs.SCALES, strict=True)]
)
def test_the_landing_page_says_where_each_family_leaves_chance(shown, along, task):
    chart = shown("leaves_chance")
    chart.choose("Task", task)
    chart.mark(along)
    points = specs.few_shot_points({}).query("title == @task")
    points = points.assign(scale=points[specs.SCALES[along]])
    calls = call_curves(points, ["family"]).set_index("family")
    said = chart.answer()
    for family, call in calls.iterrows():
        (line,) = [line for line in said.split("\n") if line.startswith(family)]
        emergent = call["verdict"] == "emergent"
        assert ("leaves chance at" if emergent else call["verdict"]) in line
        if emergent:
            models = points.query("family == @family").sort_values("scale")
            place = models["scale"].searchsorted(call["point"])
            ends = " and ".join(models["model"].iloc[place - 1 : place + 1])
            assert f", between {ends} (90 %" in line
            bar = f"[aria-roledescription=interval][aria-label^={family}]"
            at = chart.figure.locator(bar).bounding_box()
            chart.page.mouse.click(at["x"] + 6, at["y"] + at["height"] / 2)
            assert line.strip(";.") == chart.figure.locator(".chart-point").inner_text()
    names = chart.figure.locator(".role-legend-label text").all_text_contents()
    assert {*names} == {*calls.index}
    titles = chart.figure.locator(".role-axis-title").all_text_contents()
    assert f"{along[0].upper()}{along[1:]}, log scale" in titles


def test_a_chart_fits_the_page_after_it_turned_and_keeps_its_state(shown):
    chart = shown("few_shot")
    chart.choose("Task", "Word unscrambling")
    for width in (390, 800, 1440, 1100):
        chart.page.set_viewport_size({"width": width, "height": 900})
        chart.page.wait_for_timeout(700)
        room = chart.figure.locator(".vega-chart").bounding_box()["width"]
        svg = chart.figure.locator(".vega-chart svg").first.bounding_box()["width"]
        assert svg == pytest.approx(room, abs=2)
        for along in reversed(specs.SCALES):
            chart.mark(along)
            chart.answer()  # drawn by then
            assert chart.figure.evaluate(CUT.read_text(encoding="utf-8")) == []
    assert "Word unscrambling" in chart.figure.locator("svg").first.text_content()
    link = chart.figure.get_by_text("Link to this state").get_attribute("href")
    assert link.endswith("?few_shot.task=Word+unscrambling#chart-few_shot")
    chart.page.goto(f"file://{link}")
    again = Shown(chart.page, "few_shot")
    task = again.control("Task")
    assert task.input_value() == "Word unscrambling"
    again.figure.get_by_role("button", name="Reset").click()
    again.page.wait_for_timeout(700)
    assert task.input_value() == "MMLU"
    assert "?" not in again.figure.get_by_text("Link to").get_attribute("href")


def test_points_say_what_they_are_when_tapped_and_by_the_arrow_keys(shown):
    chart = shown("few_shot")
    said = chart.figure.locator(".chart-point")
    dot = chart.figure.locator("path[aria-label*=percent]").first.bounding_box()
    chart.page.mouse.click(dot["x"] + 12, dot["y"] + 8)
    assert "percent" in said.inner_text()
    chart.choose("Task", "Word unscrambling")
    assert "percent" not in said.inner_text()
    chart.figure.locator("svg").first.focus()
    walked = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        chart.page.keyboard.press(key)
        walked.append(said.inner_text())
    assert all("read off a figure" in text for text in walked)
    assert walked[0] == walked[2] != walked[1]


@pytest.mark.parametrize(
    ("family", "place"), [("PaLM", 0), ("LaMDA", 0), ("InstructGPT", 1), (None, 0)]
)
def test_the_crossing_is_that_of_the_estimator(shown, family, place):
    chart = shown("chain_of_thought")
    calls = specs.chain_of_thought_calls(specs.chain_of_thought_points())
    crosses = "family == @family and point.notna()"
    call = calls.query(crosses if family else "verdict == 'no_effect'").iloc[place]
    chart.choose("Family", call["family"])
    chart.choose("Benchmark", call["title"])
    assert "null" not in chart.answer()
    if family:
        number = re.search(r"([\d.]+)B parameters", chart.answer())[1]
        assert float(number) == pytest.approx(call["point"] / 1e9, rel=0.006)
    assert (call["words"] if family else "has no effect seen") in chart.answer()


@pytest.mark.parametrize("task", ["MMLU", "Humanities"])
def test_the_lens_tells_the_error_of_each_axis(shown, task):
    chart = shown("perplexity_lens")
    chart.choose("Task", task)
    points = specs.perplexity_lens_points({}).query("title == @task")
    for name, field in specs.LENS_AXES.items():
        error = points[f"error_{field}"].iloc[0]
        assert f"{error:.1f} points given {name}" in chart.answer()
    best = chart.figure.locator('path[aria-label^="Chinchilla 70B:"]')
    worst = chart.figure.locator('path[aria-label^="Gopher 417M:"]')
    for i in range(3):  # better models stand right, on perplexity, too
        assert worst.nth(i).bounding_box()["x"] < best.nth(i).bounding_box()["x"]


@pytest.mark.parametrize("k", [1, 10, 60])
def test_the_curve_is_p_to_the_k(shown, k):
    chart = shown("metric_choice")
    chart.drag("Steps of an answer, k", k)
    answer = chart.answer().split("right in ")[1]
    said = [float(n) for n in re.findall(r"(\d+(?:\.\d+)?)", answer)]
    assert said == pytest.approx([100 * p**k for p in (0.5, 0.74, 0.98)], abs=0.006)
    drawn = chart.line(1)
    fine = np.linspace(0.5, 0.98, len(drawn))
    assert drawn[:, 1] == pytest.approx(specs.HEIGHT * (1 - fine**k), abs=0.6)


@pytest.mark.parametrize(
    "setting", [(1.0, 0.06, 5, 0.0), (2.0, 0.5, 1, 0.05), (0.5, 0.25, 40, 0.02)]
)
def test_the_forecast_by_hand_is_that_of_the_law(shown, setting):
    chart = shown("emergence_law")
    labels = ("Exponent α", "Strength k", "Examples that stand", "Noise of an elbow")
    for label, value in zip(labels, setting, strict=True):
        chart.drag(label, value)
    alpha, k, d0, noise = setting
    seen = specs.simulated_elbows()
    elbows, g = seen["true"] + noise * seen["z"], np.log(seen["examples"]) ** alpha
    start = (elbows - k * g).mean()
    forecast = start + k * np.log(d0) ** alpha
    miss = np.sqrt(((elbows - k * g - start) ** 2).mean())
    said = chart.answer().replace("−", "-")
    numbers = [float(n) for n in re.findall(r"[+-]?\d+\.\d{3}(?!\d)", said)]
    best = float(re.search(r"k = ([\d.]+) fits best", said)[1])
    assert best == pytest.approx(np.polyfit(g, elbows, 1)[0], abs=6e-5)
    assert ("no loss is below zero" in said) == (forecast < 0)
    assert numbers == pytest.approx([forecast, forecast - TRUTH, miss], abs=6e-4)
    drawn = chart.line(0)
    elbow = start + k * np.log(10 ** np.linspace(0, 4, len(drawn))) ** alpha
    assert drawn[:, 1] == pytest.approx(specs.HEIGHT * (2.5 - elbow) / 1.2, abs=0.6)
    chart.figure.get_by_label("Fit k instead").check()
    assert f"k is {best:.4f}" in chart.answer()
    chart.figure.get_by_label("Fit k instead").uncheck()
