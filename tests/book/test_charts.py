"""The charts in a real browser: what is drawn is what the Python functions say."""

import re

import numpy as np
import pytest
from chart_specs import (
    CHARTS,
    HEIGHT,
    LENS_AXES,
    SCALES,
    chain_of_thought_calls,
    chain_of_thought_points,
    few_shot_points,
    open_models_points,
    perplexity_lens_points,
    simulated_elbows,
)

from emergestudy import first_models, load
from emergestudy.law.simulation import TRUTH

PAGES = {
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

    def drag(self, label, value):
        control = self.figure.locator(".vega-bindings").get_by_label(label)
        control.evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", value
        )

    def choose(self, label, option):
        self.figure.locator(".vega-bindings").get_by_label(label).select_option(
            label=option
        )

    def mark(self, option):
        self.figure.locator(".vega-bindings").get_by_label(option, exact=True).check()

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


def labels(marks):
    return marks.evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")


@pytest.mark.parametrize("margin", [0, 2, 12])
@pytest.mark.parametrize(
    ("task", "along"),
    [
        ("Modified arithmetic", "training FLOPs"),
        ("MMLU", "parameters"),
        ("Word in Context", "training FLOPs"),
    ],
)
def test_the_threshold_calls_as_the_rule_does(shown, margin, task, along):
    chart = shown("few_shot")
    chart.choose("Task", task)
    chart.mark(along)
    chart.drag("Points above chance that count", margin)
    points = few_shot_points({}).query("title == @task")
    points = points.assign(scale=points[SCALES[along]])
    calls = first_models(points, "family", margin=margin).set_index("family")
    first = calls["first_model"].to_dict()
    said = dict(
        re.findall(
            r"([\w-]+) is above the threshold from ([^,;]+) on, [\de+.]+",
            chart.answer(),
        )
    )
    assert said == {f: model for f, model in first.items() if model != "none"}
    gone = re.findall(r"([\w-]+) stays below the threshold", chart.answer())
    assert set(gone) == set(first) - set(said)


def test_a_marker_stands_at_the_model_that_it_names_and_a_family_can_go(shown):
    chart = shown("few_shot")
    chart.choose("Task", "Modified arithmetic")
    chart.drag("Points above chance that count", 2)
    assert chart.answer()
    rules = chart.figure.locator("[aria-roledescription=result][aria-label*=above]")
    for rule in rules.all():
        model = rule.get_attribute("aria-label").split(" from ")[1].split(" on,")[0]
        dot = chart.figure.locator(f'[aria-label^="{model}:"]').bounding_box()
        line = rule.bounding_box()
        middles = [b["x"] + b["width"] / 2 for b in (dot, line)]
        assert middles[0] == pytest.approx(middles[1], abs=2)
    for family in ("LaMDA", "GPT-3"):
        box = chart.figure.locator(".vega-bindings").get_by_label(family, exact=True)
        box.uncheck()
        assert family not in chart.answer()
        box.check()
        assert family in chart.answer()


@pytest.mark.parametrize(
    ("family", "place"), [("PaLM", 0), ("LaMDA", 0), ("InstructGPT", 1), (None, 0)]
)
def test_the_crossing_is_that_of_the_estimator(shown, family, place):
    chart = shown("chain_of_thought")
    calls = chain_of_thought_calls(chain_of_thought_points())
    crosses = "family == @family and point.notna()"
    call = calls.query(crosses if family else "verdict == 'no_effect'").iloc[place]
    chart.choose("Family", call["family"])
    chart.choose("Benchmark", call["title"])
    if family:
        number = re.search(r"([\d.]+)B parameters", chart.answer())[1]
        assert float(number) == pytest.approx(call["point"] / 1e9, rel=0.006)
    assert (call["words"] if family else "has no effect seen") in chart.answer()


@pytest.mark.parametrize("along", list(LENS_AXES))
@pytest.mark.parametrize("task", ["MMLU", "STEM", "Humanities"])
def test_the_lens_tells_the_error_of_the_axis(shown, along, task):
    chart = shown("perplexity_lens")
    chart.choose("Task", task)
    chart.mark(along)
    points = perplexity_lens_points({}).query("title == @task")
    error = points[f"error_{LENS_AXES[along]}"].iloc[0]
    assert f"to {error:.1f} points" in chart.answer()


def strong(chart):
    """Name the models that stay strong, panel by panel."""
    said = {}
    for point in chart.figure.locator("path[aria-label*=percent]").all():
        if float(point.get_attribute("opacity") or 1) > 0.5:
            model = point.get_attribute("aria-label").split(":")[0]
            said[model] = said.get(model, 0) + 1
    return said


def test_the_brush_selects_the_same_models_in_every_panel(shown):
    chart = shown("perplexity_lens")
    chart.choose("Task", "MMLU")
    assert (len(strong(chart)), {*strong(chart).values()}) == (8, {4})
    for model in ("Gopher 280B", "Chinchilla 7.1B", "Gopher 417M"):
        chart.choose("Mark a model", model)
        chart.answer()
        assert strong(chart) == {model: 4}
    chart.choose("Mark a model", "all")
    chart.mark("training FLOPs")
    chart.answer()
    chart.figure.evaluate("e => e.scrollIntoView({block: 'start'})")
    panel = chart.figure.locator("g.mark-group.role-scope").first.bounding_box()
    mouse, middle = chart.page.mouse, panel["y"] + panel["height"] / 3
    mouse.move(panel["x"] + panel["width"] * 0.75, middle)
    mouse.down()
    mouse.move(panel["x"] + panel["width"] * 0.995, middle, steps=8)
    mouse.up()
    chart.answer()
    assert strong(chart) == {"Gopher 280B": 4, "Chinchilla 70B": 4}


@pytest.mark.parametrize("k", [1, 10, 60])
def test_the_curve_is_p_to_the_k(shown, k):
    chart = shown("metric_choice")
    chart.drag("Steps of an answer, k", k)
    said = [float(n) for n in re.findall(r"(\d+\.\d+)", chart.answer())]
    ends = 100 * np.array([0.5, 0.74, 0.98]) ** k
    assert said == pytest.approx(list(ends), abs=0.006)
    drawn = chart.line(1)
    fine = np.linspace(0.5, 0.98, len(drawn))
    assert drawn[:, 1] == pytest.approx(HEIGHT * (1 - fine**k), abs=0.6)


@pytest.mark.parametrize(
    "setting", [(1.0, 0.06, 5, 0.0), (2.0, 0.011, 12, 0.05), (0.5, 0.25, 40, 0.02)]
)
def test_the_forecast_by_hand_is_that_of_the_law(shown, setting):
    chart = shown("emergence_law")
    labels = ("Exponent α", "Strength k", "Examples that stand", "Noise of an elbow")
    for label, value in zip(labels, setting, strict=True):
        chart.drag(label, value)
    alpha, k, d0, noise = setting
    seen = simulated_elbows()
    elbows, g = seen["true"] + noise * seen["z"], np.log(seen["examples"]) ** alpha
    start = (elbows - k * g).mean()
    forecast = start + k * np.log(d0) ** alpha
    miss = np.sqrt(((elbows - k * g - start) ** 2).mean())
    said = chart.answer().replace("−", "-")
    numbers = [float(n) for n in re.findall(r"[+-]?\d+\.\d{3}(?!\d)", said)]
    best = float(re.search(r"k = ([\d.]+) fits best", said)[1])
    assert best == pytest.approx(np.polyfit(g, elbows, 1)[0], abs=6e-5)
    assert numbers == pytest.approx([forecast, forecast - TRUTH, miss], abs=6e-4)
    drawn = chart.line(0)
    amounts = 10 ** np.linspace(0, 4, len(drawn))
    elbow = start + k * np.log(amounts) ** alpha
    assert drawn[:, 1] == pytest.approx(HEIGHT * (2.5 - elbow) / 1.2, abs=0.6)


@pytest.mark.parametrize("task", ["arithmetic_3da", "mmlu", "truthfulqa"])
def test_every_open_model_is_a_point_with_its_source(shown, task):
    chart = shown("open_models")
    title = load("tasks").set_index("task")["title"][task]
    title = title.removesuffix(" (open models)")
    chart.choose("Task", title)
    every = open_models_points({})
    points = every.query("title == @title")
    for along, axis in SCALES.items():
        chart.mark(along)
        assert chart.answer().startswith(f"{points[axis].count()} models")
    points = chart.figure.locator("path[aria-label*=percent]")
    said = labels(points)
    assert len(said) == points.count()
    assert all("Ruan et al. 2024" in text and "repository" in text for text in said)
    absent = {*every["family"]} - {*every.query("title == @title")["family"]}
    for family in sorted(absent)[:1]:
        chart.choose("Family", family)
        assert chart.answer() == f"No model of {family} was scored here."
        chart.choose("Family", "all families")


@pytest.mark.parametrize("name", list(CHARTS))
def test_every_control_is_reached_and_every_point_says_its_source(shown, name):
    figure = shown(name).figure
    controls = figure.locator("input, select").all()
    assert controls
    for control in controls:
        control.focus()
        assert control.evaluate("e => document.activeElement === e")
        assert control.evaluate("e => e.labels.length && e.labels[0].innerText.trim()")
    named = [figure.locator("svg").first, figure]
    assert any(part.get_attribute("aria-label") for part in named)
    said = labels(figure.locator("path[aria-label]:not([aria-roledescription=result])"))
    said = [text for text in said if re.search("percent|elbow|p =", text)]
    assert said
    told = "simulated|printed|read off|repository"
    assert all(re.search(told, text) for text in said)
