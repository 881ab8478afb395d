import numpy as np
import pytest

from emergestudy.chapters import gpt3_shots
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")

TASKS = ["addition_3_digit", "wic"]


def test_the_figure_draws_the_rows_of_table_h1():
    points = gpt3_shots.gpt3_by_size(TASKS)
    table = load("gpt3_scores").query("metric == 'accuracy' and task in @TASKS")
    table = table[table["setting"].isin(gpt3_shots.SHOTS)]
    assert len(points) == len(table) == 48
    figure = scaling_grid(gpt3_shots.gpt3_panels(points))
    for task, axis in zip(TASKS, figure.axes, strict=True):
        drawn = [xy for line in axis.lines[1:] for xy in line.get_xydata().tolist()]
        wanted = table.loc[table["task"] == task, ["train_flops", "value"]]
        assert np.allclose(sorted(drawn), sorted(wanted.to_numpy().tolist()))


def test_tasks_and_settings_come_in_the_order_asked_for():
    points = gpt3_shots.gpt3_by_size(["wic", "addition_3_digit"], ["few_shot"])
    assert points["task"].unique().tolist() == ["wic", "addition_3_digit"]
    assert points["series"].unique().tolist() == ["few_shot"]
    assert (
        points["scale"].tolist()
        == points.groupby("task", sort=False)["scale"].apply(sorted).explode().tolist()
    )


def test_calls_have_a_column_a_setting():
    points = gpt3_shots.gpt3_by_size(TASKS)
    calls = gpt3_shots.gpt3_calls(points, 2.0).set_index("task")
    assert calls.columns.tolist() == list(gpt3_shots.SHOTS)
    assert calls.loc["addition_3_digit", "few_shot"] == "GPT-3 13B"
    assert calls.loc["wic", "zero_shot"] == "none"


@pytest.mark.parametrize(
    ("tasks", "shots", "told"),
    [
        (["adition_3_digit"], ["few_shot"], "did you mean 'addition_3_digit'"),
        (["wic"], ["two_shot"], "no setting named 'two_shot'"),
        ([], ["few_shot"], "no task with accuracy in Table H.1 chosen"),
        (["drop"], ["few_shot"], "no task with accuracy in Table H.1 named 'drop'"),
    ],
)
def test_bad_selections_are_refused(tasks, shots, told):
    with pytest.raises(UsageError, match=told.replace(".", r"\.")):
        gpt3_shots.gpt3_by_size(tasks, shots)
