import pytest

from emergestudy.chapters.case_studies import openllama_places as places
from emergestudy.errors import UsageError


def test_curves_are_the_rows_of_the_table():
    curves = places.loss_curves(["OpenLLaMA 3B"])
    assert len(curves) == 41
    assert curves["tokens"].iloc[0] == 37.5e9
    assert curves["loss"].iloc[0] == 2.36


def test_true_elbows_are_those_in_training_loss_only():
    table = places.true_elbows(["MMLU", "GSM8K"])
    assert table["task"].tolist() == ["GSM8K", "MMLU"]
    assert table["truth"].tolist() == [1.984, 1.814]


def test_no_small_checkpoint_is_past_the_elbow_of_mmlu():
    placed = places.checkpoint_places(["MMLU"])
    counts = placed.groupby("model")["place"].value_counts().unstack(fill_value=0)
    assert counts["before"]["OpenLLaMA 3B"] == 9
    assert counts["past"].to_dict() == {
        "OpenLLaMA 13B": 3,
        "OpenLLaMA 3B": 0,
        "OpenLLaMA 7B": 1,
    }
    edge = placed[placed["place"] == "at the edge"]
    assert edge["model"].tolist() == ["OpenLLaMA 7B"]
    assert edge["train_loss"].tolist() == [1.817]


def test_the_first_model_past_mmlu_takes_half_1e23_flops():
    """Fig. 7's caption puts it at about 5e22."""
    assert places.printed_first_past() == 5e22
    row = places.count_places(places.checkpoint_places(["MMLU"])).iloc[0]
    assert row["first_past"] == pytest.approx(4.404e22)
    assert row[["before", "at the edge", "past"]].sum() == 27


def test_words_name_only_tasks_that_no_small_checkpoint_has_passed():
    everything = places.checkpoint_places(["MMLU", "GSM8K"])
    assert places.smallest_places(everything) == "MMLU"
    assert places.smallest_places(places.checkpoint_places(["GSM8K"])) == (
        "any task chosen"
    )


def test_groups_keep_versions_apart():
    groups = places.ladder_groups()
    for (curves, points), models in zip(
        groups.values(), (places.V1_MODELS, places.V2_MODELS), strict=True
    ):
        assert set(curves["model"]) == set(points["model"]) == set(models)


def test_tasks_and_models_without_numbers_are_refused():
    kind = "no task with a true elbow in training loss"
    with pytest.raises(UsageError, match=f"{kind} named 'apps'"):
        places.true_elbows(["apps"])
    with pytest.raises(UsageError, match=f"{kind} chosen"):
        places.true_elbows([])
    with pytest.raises(UsageError, match="model with a loss curve"):
        places.loss_curves(["OpenLLaMA 70B"])
