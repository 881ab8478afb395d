import numpy as np
import pytest

from emergestudy.chapters.metric_choice import lamda_metrics
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")


def test_the_figure_draws_the_rows_of_figs_5_and_6():
    scores = lamda_metrics.lamda_scores(["sports_understanding"])
    (panel,) = lamda_metrics.task_panels(scores, ["error_rate"])
    figure = scaling_grid([panel])
    drawn = [xy for line in figure.axes[0].lines[1:] for xy in line.get_xydata()]
    table = load("wei2022_scores").query(
        "locator == 'Fig. 6 (top)' and task == 'sports_understanding'"
    )
    wanted = table[["train_flops", "value"]].to_numpy()
    assert np.allclose(sorted(map(tuple, drawn)), sorted(map(tuple, wanted)))
    assert panel.chance == 50


def test_tasks_come_in_the_order_asked_for():
    tasks = ["word_unscrambling", "logical_args"]
    scores = lamda_metrics.lamda_scores(tasks)
    assert scores["task"].unique().tolist() == tasks
    with pytest.raises(UsageError, match="no task of Appendix A"):
        lamda_metrics.lamda_scores(["mmlu"])


def test_fig7_has_21_curves_of_13_models():
    scores = lamda_metrics.fig7_scores()
    assert scores.groupby(["panel", "metric"]).size().tolist() == [13] * 21
    panels = lamda_metrics.fig7_panels(scores)
    assert [p.curves["series"].nunique() for p in panels] == [7, 6, 8]
