"""Which scores make a curve, against what chance level, and what is missing."""

import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import UsageError
from emergestudy.readers import COLUMNS, Ingested
from emergestudy.report import (
    MOST,
    known_chance,
    left_out,
    notes,
    own_curves,
    read_chance,
    read_scores,
)

from .conftest import own


def test_training_compute_makes_one_curve_of_a_family():
    points = own_curves(own()).points
    assert points["curve"].nunique() == 1
    assert len(points) == 12
    assert points["scale"].max() == 6 * 1e8 * 8e7
    assert (points["chance"] == 0.25).all()
    assert set(points["way"]) == {"0 shots"}
    assert own_curves(own()).lacks.empty


def test_against_parameters_a_model_counts_once_against_tokens_it_is_a_curve():
    points = own_curves(own(), "params").points
    assert points["step"].tolist() == [80.0] * 3
    assert points["scale"].tolist() == [1e6, 1e7, 1e8]
    points = own_curves(own(), "tokens").points
    assert points["curve"].nunique() == 3
    assert set(points["group"]) == {"m-1m", "m-10m", "m-100m"}


def test_perplexity_is_the_exponential_of_the_loss():
    table = own(loss=np.linspace(4, 2, 12))
    points = own_curves(table, "perplexity").points
    assert points["scale"].to_numpy() == pytest.approx(np.exp(table["loss"]))
    assert own_curves(table, "loss").points["scale"].max() == 4


@pytest.mark.parametrize(
    ("metrics", "kept"),
    [
        (("acc_norm", "acc"), "acc"),
        (("exact_match", "acc_norm"), "exact_match"),
        (("f1", "em"), "f1"),
    ],
)
def test_one_metric_a_task_is_kept(metrics, kept):
    both = pd.concat([own(metric=m) for m in metrics], ignore_index=True)
    assert set(own_curves(both).points["metric"]) == {kept}


@pytest.mark.parametrize(
    ("setting", "n_shot", "way"),
    [
        ("few_shot", 5, "5 shots"),
        ("chain_of_thought", 5, "chain_of_thought, 5 shots"),
        ("few_shot", np.nan, "few_shot"),
        (np.nan, np.nan, "not said"),
    ],
)
def test_ways_of_asking_are_named(setting, n_shot, way):
    table = own(setting=setting, n_shot=n_shot)
    assert set(own_curves(table).points["way"]) == {way}


def test_models_without_a_scale_are_named_but_a_step_0_is_none():
    table = own()
    table.loc[table["model"] == "m-10m", "tokens"] = np.nan
    table.loc[table["step"] == 10, "tokens"] = 0
    found = own_curves(table)
    assert found.lacks.to_numpy().tolist() == [
        ["models without tokens", 1, "m-10m", "give tokens in --models"]
    ]
    assert len(found.points) == 6


@pytest.mark.parametrize(
    ("table", "x", "told"),
    [
        (own(params=np.nan), "train_flops", r"3 models lack params \(--models\): m-1"),
        (own(tokens=np.nan), "train_flops", "lack tokens .* or use --x params"),
        (own(model="m", loss=0), "loss", r"1 model lacks loss \(--models\): m$"),
        (own(family=np.repeat(["a", "b", "c"], 4)).iloc[::4], "params",
         "3 curves .* families are a, b, c .*column 'family'"),
        (own(task="mine"), "train_flops", r"\(--chance TASK=0.25\): mine"),
        (own().head(2), "train_flops", "1 curves have fewer than 3"),
        (own(examples=16), "train_flops", "there are no scores"),
        (own(), "flops", "no x-axis named 'flops'"),
    ],
)  # fmt: skip
def test_without_any_curve_the_cure_is_told(table, x, told):
    with pytest.raises(UsageError, match=told):
        own_curves(table, x)


def test_each_kind_that_is_missing_is_listed_with_its_cure():
    tables = [own(), own(model="lost", params=np.nan), own(task="mine")]
    tables += [own(task="sciq").head(2), own(task="piqa", part_of="all")]
    lacks = own_curves(pd.concat(tables)).lacks
    assert lacks["what"].tolist() == [
        "models without params", "tasks of unknown chance level",
        "curves with fewer than 3 scales", "parts of groups",
    ]  # fmt: skip
    assert lacks["first"].tolist() == ["lost", "mine", "", "piqa"]
    assert lacks["count"].tolist() == [1, 1, 1, 1]
    assert lacks["cure"].tolist() == [
        "give params in --models", "give --chance TASK=0.25 for each",
        "evaluate more sizes, or name families in --models", "add --parts",
    ]  # fmt: skip


def test_parts_of_groups_are_kept_if_asked_for():
    table = pd.concat([own(), own(task="sciq", part_of="all")])
    assert set(own_curves(table).points["task"]) == {"arc_easy"}
    found = own_curves(table, parts=True)
    assert set(found.points["task"]) == {"arc_easy", "sciq"}
    assert found.lacks.empty


def test_what_was_left_out_is_listed_but_not_without_end():
    lacks = left_out([f"{i}.json" for i in range(MOST + 5)])
    assert len(lacks) == MOST + 1
    assert lacks["first"].iloc[0] == "0.json"
    assert lacks["count"].iloc[-1] == 5
    assert len(left_out(["a.json"] * MOST)) == MOST
    assert left_out([]).columns.tolist() == own_curves(own()).lacks.columns.tolist()


@pytest.mark.parametrize(
    ("task", "level"),
    [
        ("winogrande", 0.5),
        ("lambada_openai", 0.0),
        ("hendrycksTest-anatomy", 0.25),
        ("mmlu_virology", 0.25),
        ("gsm8k_cot", 0.0),
        ("bbh", None),
    ],
)
def test_the_studys_own_table_is_asked_for_chance(task, level):
    assert known_chance(task) == level


def test_what_is_given_comes_first_and_a_share_is_no_chance_of_another_metric():
    tables = [own(), own(task="mine"), own(task="sciq", metric="bleu")]
    table = pd.concat(tables, ignore_index=True)
    found = own_curves(table, chance={"arc_easy": 0.2})
    assert set(found.points["chance"]) == {0.2}
    assert found.lacks["count"].tolist() == [2]
    given = {"mine": 0.1, "sciq": 0.3}
    assert set(own_curves(table, chance=given).points["chance"]) == {0.25, 0.1, 0.3}
    with pytest.raises(UsageError, match="did you mean 'arc_easy'"):
        own_curves(table, chance={"arc_esy": 0.1})


def test_levels_are_read_from_text():
    assert read_chance(["a=b=0.25", "c=0"]) == {"a=b": 0.25, "c": 0.0}
    with pytest.raises(UsageError, match="given twice"):
        read_chance(["a=0.1", "a=0.2"])
    for text in ("mmlu", "mmlu=a", "=0.5", "mmlu=1", "mmlu=-0.1"):
        with pytest.raises(UsageError, match=r"write TASK=0\.25"):
            read_chance([text])


def test_notes_name_broken_files_problems_and_contradicted_levels():
    found = Ingested(own(), ["2 rows without"], 2, {"a.json": "is not JSON"})
    told = notes(found, {"arc_easy": 0.2, "sciq": 0.254, "mine": 0.5})
    assert told == [
        "a.json is not JSON", "2 rows without",
        "--chance arc_easy=0.2 is used; the study's table says 0.25",
    ]  # fmt: skip


def test_a_table_that_was_written_is_read_back(tmp_path):
    path = tmp_path / "s.csv"
    own(model="7", loss=2.5).to_csv(path, index=False)
    back = read_scores(str(path))
    assert back.columns.tolist() == list(COLUMNS)
    assert set(back["model"]) == {"7"}
    assert set(back["loss"]) == {2.5}
    for text in ("", "a,b\n1,2\n"):
        path.write_text(text)
        with pytest.raises(UsageError, match="is no table of 'emergestudy analyze'"):
            read_scores(str(path))
    with pytest.raises(UsageError, match="missing"):
        read_scores("missing.csv")
