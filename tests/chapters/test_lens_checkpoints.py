import numpy as np
import pytest

from emergestudy.chapters.perplexity_lens.lens_checkpoints import (
    MMLU_GROUPS,
    USUAL_TASK,
    checkpoints,
    checkpoints_by_task,
    untrained,
)
from emergestudy.data import load
from emergestudy.errors import UsageError


@pytest.fixture(scope="module")
def olmo():
    return checkpoints_by_task("olmo", ["hellaswag", "mmlu", *MMLU_GROUPS])


def test_scores_and_losses_of_one_checkpoint_are_joined(olmo):
    rows = load("olmo_scores").query("model == '3B-10xC'")
    last = rows[rows["train_flops"] == rows["train_flops"].max()].set_index("task")
    points = olmo["hellaswag"]
    point = points[points["run"] == "3B-10xC"].iloc[-1]
    assert point["perplexity"] == pytest.approx(
        np.exp(last.loc["wikitext103", "value"])
    )
    assert point["score"] == pytest.approx(100 * last.loc["hellaswag", "value"])


def test_every_trained_checkpoint_is_there_once(olmo):
    points = olmo["hellaswag"]
    losses = load("olmo_scores").query("task == 'wikitext103'")
    assert len(points) == len(losses) - untrained("olmo")
    assert not points.duplicated(["run", "train_flops"]).any()
    assert points["run"].nunique() == 27
    sizes = ["190M", "370M", "760M", "1B", "3B", "7B", "13B"]
    assert points["size"].unique().tolist() == sizes


def test_mmlu_is_the_mean_of_its_groups(olmo):
    groups = np.mean([olmo[group]["score"] for group in MMLU_GROUPS], axis=0)
    assert np.allclose(olmo["mmlu"]["score"], groups)


def test_final_keeps_the_last_checkpoint_of_each_run():
    final = checkpoints("olmo", "mmlu", keep="final").set_index("run")
    assert len(final) == 27
    assert final.loc["OLMo2-7B-peteish7", "train_tokens"] == 3945070000000.0  # annealed
    ladder = checkpoints("olmo", "mmlu", keep="final_ladder")
    assert len(ladder) == 25
    assert ladder["params"].max() < 4e9


def test_pythia_has_ten_runs_of_fifteen_checkpoints():
    points = checkpoints("pythia", "lambada")
    assert points.groupby("run").size().tolist() == [15] * 10
    assert points["perplexity"].min() == pytest.approx(11.359, abs=0.001)
    assert points["size"].unique().tolist() == ["160M", "410M", "1.4B", "6.9B", "12B"]


@pytest.mark.parametrize(
    ("dataset", "task", "more", "told"),
    [
        ("gpt", "mmlu", {}, "no data set of checkpoints named 'gpt'"),
        ("pythia", "hellaswag", {}, "no task of pythia named 'hellaswag'; there are"),
        ("olmo", "hellasvag", {}, "did you mean 'hellaswag'"),
        ("olmo", "mmlu", {"answers": "letters"}, "no way of answering"),
        ("olmo", "mmlu", {"keep": "some"}, "no choice of checkpoints"),
    ],
)
def test_bad_selections_are_refused(dataset, task, more, told):
    with pytest.raises(UsageError, match=told):
        checkpoints(dataset, task, **more)


def test_the_usual_task_of_a_data_set_is_there():
    for dataset, task in USUAL_TASK.items():
        assert len(checkpoints(dataset, task)) > 50
