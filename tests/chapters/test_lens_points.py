import pytest

from emergestudy.chapters.perplexity_lens.lens_points import (
    TASKS,
    drawn_points,
    lens_models,
    lens_points,
)
from emergestudy.errors import UsageError


def test_every_model_has_its_own_perplexity_and_score():
    points = lens_points().set_index("model")
    assert len(points) == 8
    assert points.loc["Gopher 280B", ["perplexity", "score"]].tolist() == [8.12, 60.0]
    assert points.loc["Chinchilla 70B", "perplexity"] == 7.20
    assert points.loc["Chinchilla 70B", "train_flops"] == 5.63e23  # not Gopher's


def test_the_slip_puts_gopher_at_the_perplexities_of_chinchilla():
    points = lens_points(gopher_at="drawn")
    gopher, chinchilla = (
        points[points["family"] == name]["perplexity"].tolist()
        for name in ("Gopher", "Chinchilla")
    )
    assert gopher == chinchilla == [18.96, 13.64, 10.73, 7.16]


@pytest.mark.parametrize("task", TASKS)
def test_each_task_has_eight_scores_in_percent(task):
    points = lens_points(task)
    assert len(points) == 8
    assert points["score"].between(20, 80).all()
    assert points["n_eval"].notna().all() == (task == "mmlu")


def test_drawn_points_name_the_models_in_order_of_size():
    drawn = drawn_points("Fig. 4", "top-left").set_index("model")
    own = lens_models().set_index("model")
    assert (drawn["params"] / own["params"]).between(0.999, 1.001).all()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: lens_points("mmlu_law"), "no task of Figs 4 and 10"),
        (lambda: lens_points(gopher_at="mine"), "no perplexity of Gopher"),
        (lambda: drawn_points("Fig. 4", "middle"), "no panel of Fig. 4"),
    ],
)
def test_bad_selections_are_refused(call, told):
    with pytest.raises(UsageError, match=told):
        call()
