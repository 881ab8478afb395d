"""The charts as specifications: their words, controls, points and answers."""

import json

import numpy as np
import pytest
from chart_specs import CHARTS, build_chart, few_shot_points, perplexity_lens_points

WORKS = {"wei2022emergent": "Wei et al. 2022"}


@pytest.fixture(scope="module", params=list(CHARTS))
def told(request):
    return build_chart(request.param, WORKS)


def nodes(node, key):
    """Walk all that a specification says under a key."""
    if isinstance(node, dict):
        yield from [node[key]] if key in node else []
        node = list(node.values())
    for value in node if isinstance(node, list) else []:
        yield from nodes(value, key)


def test_a_chart_has_words_and_controls_and_stays_small(told):
    assert told["title"].endswith("?")
    assert len(told["caption"]) > 40
    assert len(told["spec"]["description"]) > 40
    assert (bound := [p for p in told["spec"]["params"] if "bind" in p])
    assert all(p["bind"]["name"].strip() for p in bound)
    assert all(p["value"] == p["bind"].get("options", [p["value"]])[0] for p in bound)
    assert len(text := json.dumps(told, default=float)) < 300_000
    assert '"url"' not in text


def test_points_tell_how_their_number_was_obtained_and_a_mark_answers(told):
    lists = [tip for tip in nodes(told["spec"], "tooltip") if isinstance(tip, list)]
    assert all("How obtained" in [t.get("title") for t in tip] for tip in lists)
    assert "result" in nodes(told["spec"], "ariaRoleDescription")
    fields = {tip["field"] for tips in lists for tip in tips}
    made = {made for made in nodes(told["spec"], "as") if isinstance(made, str)}
    tables = [t for sets in nodes(told["spec"], "datasets") for t in sets.values()]
    tables += nodes(told["spec"], "values")
    stored = {key for rows in tables for row in rows for key in row}
    assert set() < fields <= made | stored


def test_the_points_of_fig_2_are_all_there_but_for_the_mixed_panel():
    rows = few_shot_points(WORKS)
    assert len(rows) == 117 - 5
    assert rows["title"].unique()[0] == "Modified arithmetic"
    assert rows["score"].between(0, 100).all()
    one = rows[(rows["title"] == "MMLU") & (rows["model"] == "Gopher 280B")].iloc[0]
    assert (one["chance"], one["work"]) == (25, "Wei et al. 2022, Fig. 2G")
    assert one["how"] == "read off a figure"


def test_the_lens_tells_how_well_one_family_foretells_the_other():
    rows = perplexity_lens_points(WORKS)
    models = dict.fromkeys(["MMLU", "Humanities", "STEM", "Other", "Social Science"], 8)
    assert rows.groupby("title", sort=False).size().to_dict() == models
    mmlu = rows[rows["title"] == "MMLU"]
    for axis in ("params", "train_flops", "perplexity"):
        miss = []
        for family in ("Gopher", "Chinchilla"):
            other = mmlu[mmlu["family"] != family].sort_values(axis)
            for model in mmlu[mmlu["family"] == family].to_dict("records"):
                at = np.interp(np.log(model[axis]), np.log(other[axis]), other["score"])
                miss.append(at - model["score"])
        error = [np.mean(np.square(miss)) ** 0.5] * 8
        assert mmlu[f"error_{axis}"].tolist() == pytest.approx(error)
    assert mmlu["work"].iloc[0] == "Wei et al. 2022, Fig. 2G, Fig. 4 and Table 2"
