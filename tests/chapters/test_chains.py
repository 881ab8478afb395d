import numpy as np
import pytest

from emergestudy.chapters.explanations import chains
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")


def test_the_figure_draws_table_h1_in_percent():
    curves = chains.with_interval(chains.chain_scores(["addition"]))
    figure = scaling_grid(chains.chain_panels(curves, "digits", "Exact match (%)"))
    rows = load("gpt3_scores").query(
        "task == 'addition_3_digit' and setting == 'few_shot'"
    )
    drawn = [
        line.get_xydata() for line in figure.axes[0].lines if len(line.get_xdata()) > 2
    ]
    wanted = rows[["train_flops", "value"]].to_numpy()
    assert len(drawn) == 4
    assert any(np.allclose(curve, wanted) for curve in drawn)


def test_settings_and_lengths_come_in_order_with_their_chance():
    scores = chains.chain_scores(["shuffled_objects"])
    kinds = scores.drop_duplicates(["setting", "steps"])
    assert kinds["setting"].tolist() == ["direct"] * 3 + ["chain_of_thought"] * 3
    assert kinds["steps"].tolist() == [3, 5, 7] * 2
    assert kinds["chance"].round(3).tolist() == [0.333, 0.2, 0.143] * 2


def test_normalised_scores_put_chance_at_zero():
    scores = chains.chain_scores(["logical_deduction"], prompting=["direct"])
    row = scores[scores["steps"] == 5].iloc[0]
    assert row["normalised"] == pytest.approx((row["score"] - 0.2) / 0.8)


def test_bins_hold_every_model_once_and_average_them():
    scores = chains.chain_scores(["logical_deduction"], prompting=["direct"])
    curves = chains.binned(scores, 5)
    assert curves.groupby("steps")["models"].sum().tolist() == [73, 73, 73]
    three = curves[curves["steps"] == 3]
    mean = (three["score"] * three["models"]).sum() / 73
    assert mean == pytest.approx(
        100 * scores[scores["steps"] == 3]["normalised"].mean()
    )
    assert (curves["low"] < curves["score"]).all()


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"chains": ["multiplication"]}, "no chain named 'multiplication'"),
        ({"shots": "five_shot"}, "no setting of GPT-3 named 'five_shot'"),
        ({"prompting": []}, "no prompting chosen"),
    ],
)
def test_bad_selections_are_refused(choice, told):
    with pytest.raises(UsageError, match=told):
        chains.chain_scores(**choice)
