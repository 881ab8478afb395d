import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters import against_people
from emergestudy.chapters.comparison_tables import count
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.paper_curves import paper_curves
from emergestudy.data import load

CURVE = pd.DataFrame(
    {
        "model": ["small", "middle", "large"],
        "scale": [1.0, 10.0, 100.0],
        "score": [25.0, 27.0, 60.0],
        "chance": 25.0,
        "n_eval": 400.0,
    }
)


def call(verdict, point=np.nan, low=np.nan, high=np.nan):
    about = {"verdict": verdict, "point": point, "low": low, "high": high}
    about |= {"likeliest": "flat", "probability": 0.7}
    return pd.Series(about)


@pytest.mark.parametrize(
    ("people", "found", "outcome"),
    [
        ("large", call("emergent", 30, 20, 90), "agrees"),
        ("large", call("emergent", 5, 2, 12), "overlaps"),
        ("large", call("emergent", 5, 2, 8), "differs"),
        ("large", call("smooth"), "differs"),
        ("large", call("undetermined"), "cannot tell"),
        ("small", call("emergent", 0.5, 0.2, 0.9), "agrees"),
        ("none", call("flat", high=np.inf, low=100), "agrees"),
        ("none", call("emergent", 30, 20, 90), "differs"),
        ("none", call("undetermined"), "cannot tell"),
    ],
)
def test_the_rules(people, found, outcome):
    assert against_people.judge(CURVE, people, found) == outcome


@pytest.mark.parametrize(
    ("people", "found", "told"),
    [
        ("large", call("undetermined"), "3 points; the likeliest kind, flat"),
        ("large", call("smooth"), "smallest model is already 0.0 points above"),
        ("large", call("emergent", 5, 2, 8), "middle, the model before, is 2.0 points"),
        ("middle", call("emergent", 50, 20, 80), "middle is 2.0 points above chance"),
        ("none", call("emergent", 50, 20, 80), "largest model is 35.0 points above"),
        ("large", call("inverse"), "inverse: the largest model"),
    ],
)
def test_each_difference_is_explained_from_the_numbers(people, found, told):
    said = pd.concat([found, pd.Series({"first_model": people})])
    assert told in against_people.why(CURVE, said)


def test_every_statement_with_a_curve_is_compared():
    curves = paper_curves()
    said = against_people.people_say()
    spoken = curves[curves["curve"].isin(said["curve"])]
    table = against_people.compare(spoken, call_curves(spoken, tolerance=0.01))
    assert len(table) == len(said) == 25
    counts = count(table)
    assert counts["statements"].sum() == len(table)
    assert (table.loc[table["outcome"] != "agrees", "why"] != "").all()


def test_a_changed_score_flips_the_outcome():
    curves = paper_curves()
    wic = curves[curves["curve"] == "2H PaLM"].copy()

    def outcome(points):
        table = against_people.compare(points, call_curves(points, tolerance=0.01))
        return table["outcome"].iloc[0]

    assert outcome(wic) == "agrees"
    wic["score"] = 50.0
    assert outcome(wic) == "differs"


def test_table_1_names_curves_that_exist():
    rows = load("wei2022_table1").dropna(subset="curves")
    names = rows["curves"].str.split("; ").explode()
    names = names[~names.str.startswith("3")]
    assert set(names) <= set(paper_curves()["curve"])
