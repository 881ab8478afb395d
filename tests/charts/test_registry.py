import json

import pytest

from emergestudy.charts.registry import CHARTS, build_chart
from emergestudy.errors import UsageError
from emergestudy.runner.citations import author_years


@pytest.fixture(scope="module", params=list(CHARTS))
def told(request):
    return build_chart(request.param, author_years())


def encodings(node):
    """Walk all encodings of a specification."""
    if isinstance(node, dict):
        yield from [node["encoding"]] if "encoding" in node else []
        for value in node.values():
            yield from encodings(value)
    elif isinstance(node, list):
        for value in node:
            yield from encodings(value)


def test_a_chart_has_words_and_controls(told):
    assert told["title"].endswith("?")
    assert len(told["caption"]) > 40
    assert len(told["spec"]["description"]) > 40
    bound = [p for p in told["spec"]["params"] if "bind" in p]
    assert bound
    assert all(p["bind"]["name"].strip() for p in bound)


def test_charts_are_small_and_hold_no_address_of_data(told):
    text = json.dumps(told, default=float)
    assert len(text) < 300_000
    assert '"url"' not in text


def test_points_tell_how_their_number_was_obtained(told):
    tips = [e["tooltip"] for e in encodings(told["spec"]) if "tooltip" in e]
    lists = [tip for tip in tips if isinstance(tip, list)]
    assert lists
    assert all("How obtained" in [t.get("title") for t in tip] for tip in lists)


def test_an_unknown_chart_names_the_nearest():
    with pytest.raises(UsageError, match="few_shot"):
        build_chart("few_shots", {})
