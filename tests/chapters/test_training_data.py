import numpy as np
import pytest

from emergestudy.chapters.beyond_scale import training_data
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")


@pytest.fixture(scope="module")
def curves():
    return training_data.data_curves(["squad", "jeopardy"])


@pytest.fixture(scope="module")
def calls(curves):
    return training_data.call_data(curves)


def test_every_scored_task_has_a_title():
    tasks = load("gadre_scores").query("metric == 'acc'")["task"]
    assert set(tasks) == set(training_data.TITLES)


def test_the_figure_draws_every_run_in_the_order_asked_for(curves, calls):
    figure = scaling_grid(training_data.data_panels(curves, calls))
    titles = [axis.get_title() for axis in figure.axes]
    assert titles == ["SQuAD, 10-shot", "Jeopardy, 10-shot"]
    rows = load("gadre_scores").query("metric == 'acc' and task == 'jeopardy'")
    drawn = [
        xy
        for line in figure.axes[1].lines
        if len(line.get_xdata()) > 30
        for xy in line.get_xydata().tolist()
    ]
    wanted = rows.assign(value=100 * rows["value"])[["train_flops", "value"]]
    assert np.allclose(sorted(drawn), sorted(wanted.to_numpy().tolist()))


def test_jeopardy_emerges_later_on_c4(calls):
    points = calls.query("task == 'jeopardy'").set_index("series")
    assert (points["verdict"] == "emergent").all()
    c4 = points.loc["open_lm C4"]
    assert (points.drop("open_lm C4")["high"] < c4["low"]).all()


def test_the_7b_runs_differ_in_their_data_alone():
    alike = training_data.same_compute().set_index("task")
    jeopardy = alike.loc["jeopardy"].round(1).tolist()
    assert jeopardy == [0.0, 2.4, 41.1, 38.5]
    losses = training_data.same_compute("cross_entropy").set_index("task")
    assert losses.loc["loss_c4_val"].idxmin() == "open_lm C4"


def test_a_smaller_run_with_less_compute_is_better():
    large, small = training_data.smaller_and_better().itertuples(index=False)
    assert large.series == "open_lm C4"
    assert small.series != "open_lm C4"
    assert small.params < large.params
    assert small.train_flops < large.train_flops
    assert small.low > large.high
    assert len(training_data.smaller_and_better("hellaswag")) == 1


@pytest.mark.parametrize(
    ("tasks", "told"),
    [(["jeopary"], "did you mean 'jeopardy'"), ([], "no task of Gadre et al. chosen"),
     (["loss_c4_val"], "no task of Gadre et al. named 'loss_c4_val'")],
)  # fmt: skip
def test_bad_selections_are_refused(tasks, told):
    with pytest.raises(UsageError, match=told):
        training_data.data_curves(tasks)
