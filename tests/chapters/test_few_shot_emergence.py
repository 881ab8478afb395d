import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters import few_shot_emergence as chapter
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")

ALL = list("ABCDEFGH")


@pytest.fixture(scope="module")
def scores():
    return chapter.panel_scores(ALL)


def test_the_points_are_those_of_the_table(scores):
    table = load("wei2022_scores")
    table = table[table["locator"].str.match(r"^Fig\. 2[A-H]$")]
    assert len(scores) == len(table) == 117
    assert sorted(scores["score"]) == sorted(table["value"])


@pytest.mark.parametrize("x_axis", ["train_flops", "params"])
def test_the_figure_draws_the_rows_of_the_table(x_axis):
    points = chapter.panel_scores(ALL, x_axis=x_axis)
    calls = chapter.panel_calls(points, tolerance=0.01)
    figure = scaling_grid(chapter.fig2_panels(points, calls), x_axis=x_axis)
    for letter, axis in zip(ALL, figure.axes, strict=True):
        families = points.loc[points["panel"] == letter, "family"].nunique()
        lines = axis.lines[1 : 1 + families]
        drawn = [xy for line in lines for xy in line.get_xydata().tolist()]
        wanted = points.loc[points["panel"] == letter, ["scale", "score"]]
        assert np.allclose(sorted(drawn), sorted(wanted.to_numpy().tolist()))


def test_intervals_stand_where_the_metric_is_a_proportion_of_a_known_number(scores):
    known = scores.groupby("panel")["low"].apply(lambda c: c.notna().all())
    assert known.to_dict() == {p: p not in "BF" for p in ALL}
    rows = scores.dropna(subset="low")
    assert ((rows["low"] <= rows["score"]) & (rows["score"] <= rows["high"])).all()


def test_calls_on_a_made_up_curve():
    made = pd.DataFrame(
        {
            "panel": "H",
            "family": "PaLM",
            "model": ["PaLM 8B", "PaLM 62B", "PaLM 540B"],
            "scale": [1.0, 2.0, 3.0],
            "score": [49.0, 51.0, 70.0],
            "low": np.nan,
            "chance": 50.0,
        }
    )
    assert chapter.first_calls(made, 2.0)["first_model"].tolist() == ["PaLM 540B"]
    assert chapter.first_calls(made, 0.0)["first_model"].tolist() == ["PaLM 62B"]
    none = chapter.first_calls(made.assign(score=40.0), 0.0)
    assert none["first_model"].tolist() == ["none"]
    assert none["first_scale"].isna().all()


def test_a_changed_score_changes_the_verdict(scores):
    def verdict(points):
        table = chapter.compare_with_paper(chapter.first_calls(points, 2.0))
        row = table[(table["panel"] == "H") & (table["family"] == "PaLM")]
        return row["borne_out"].item()

    assert verdict(scores) == "yes"
    worse = scores.copy()
    worse.loc[worse["model"] == "PaLM 540B", ["score", "low", "high"]] = [50, 46, 54]
    assert verdict(worse) == "no"


def test_every_statement_is_compared(scores):
    table = chapter.compare_with_paper(chapter.first_calls(scores, 2.0))
    assert len(table) == len(load("wei2022_statements"))
    counts = chapter.agreement_by_margin(scores, [0, 2])
    assert counts["agree"].tolist()[1] == (table["borne_out"] == "yes").sum()


@pytest.mark.parametrize(
    ("panels", "families", "told"),
    [
        (["I"], [], "no panel of Fig. 2 named 'I'"),
        (["C"], ["PaLM"], "no point of PaLM in these panels; they have: LaMDA"),
        ([], [], "no panel of Fig. 2 chosen"),
    ],
)
def test_an_empty_selection_says_what_there_is(panels, families, told):
    with pytest.raises(UsageError, match=told.replace(".", r"\.")):
        chapter.panel_scores(panels, families)
