"""Which scores make a curve, against what chance level, and what is missing."""

import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import UsageError
from emergestudy.readers import Ingested
from emergestudy.readers.metrics import known_chance, read_chance
from emergestudy.readers.tidy import with_means
from emergestudy.report import MOST, left_out, notes, own_curves

from .conftest import own


@pytest.mark.parametrize(("x", "points", "groups", "largest"), [
    ("train_flops", 12, ["m"], 6 * 1e8 * 8e7),
    ("params", 3, ["m"], 1e8),  # the last checkpoint of each model
    ("tokens", 12, ["m-1m", "m-10m", "m-100m"], 8e7),
    ("loss", 12, ["m"], 4),
    ("perplexity", 12, ["m"], np.exp(4)),
])  # fmt: skip
def test_the_axis_decides_which_scores_make_a_curve(x, points, groups, largest):
    found = own_curves(own(loss=np.linspace(4, 2, 12)), x)
    assert len(found.points) == points
    assert found.points["curve"].nunique() == len(groups)
    assert found.points["group"].unique().tolist() == groups
    assert found.points["scale"].max() == pytest.approx(largest)
    assert (found.points["chance"] == 0.25).all()
    assert found.lacks.empty
    if x == "params":
        assert found.points["step"].tolist() == [80.0] * 3


def test_what_is_missing_is_listed_with_its_cure_but_a_step_0_is_none():
    table = own()
    table.loc[table["step"] == 10, "tokens"] = 0
    tables = [table, own(model="lost", params=np.nan), own(task="mine")]
    tables += [own(task="sciq").head(2), own(task="piqa", part_of="all")]
    found = own_curves(pd.concat(tables))
    assert (len(found.points), set(found.points["task"])) == (9, {"arc_easy"})
    assert found.lacks.to_numpy().tolist() == [
        ["model without params", 1, "lost", "give params in --models"],
        ["task of unknown chance level", 1, "mine",
         "give what guessing earns for each ?: --chance 'mine=?'"],
        ["curve with fewer than 3 scales", 1, "",
         "evaluate more sizes, or join families: --family 'PATTERN=NAME'"],
        ["part of groups", 1, "piqa", "add --parts"],
    ]  # fmt: skip
    found = own_curves(pd.concat([table, tables[-1]]), parts=True)
    assert set(found.points["task"]) == {"arc_easy", "piqa"}
    assert found.lacks.empty


def test_one_metric_a_task_is_kept():
    both = pd.concat([own(), own(metric="acc_norm", chosen=False)], ignore_index=True)
    assert set(own_curves(both).points["metric"]) == {"acc"}


def test_parts_of_a_benchmark_are_called_as_one():
    names = [f"hendrycksTest-{part}" for part in "abc"]
    parts = [
        own(task=t, stderr=0.03, value=v, n_eval=n, n_shot=5)
        for t, v, n in zip(names, (0.2, 0.3, 0.7), (100, 200, 300), strict=True)
    ]
    alone = own(task="mmlu_pro_law", value=0.2)  # one part tells nothing of the whole
    table = pd.concat([*parts, alone], ignore_index=True)
    found = own_curves(table, "tokens", {"mmlu_pro_law": 0.1})
    mean = found.points[found.points["task"] == "mmlu"]
    assert set(found.points["task"]) == {"mmlu", "mmlu_pro_law"}
    assert (len(mean), set(mean["parts"]), set(mean["n_eval"])) == (12, {3}, {600})
    assert mean["score"].to_numpy() == pytest.approx((20 + 60 + 210) / 600)
    assert mean["stderr"].to_numpy() == pytest.approx(0.03 * 14**0.5 / 6)
    assert found.lacks["what"].tolist() == ["parts of groups"]
    both = own_curves(table, "tokens", {"mmlu_pro_law": 0.1}, parts=True).points
    assert set(both["task"]) == {*names, "mmlu", "mmlu_pro_law"}
    unknown, given = table.assign(n_eval=np.nan), own(task="mmlu", n_shot=5, value=0.4)
    points = own_curves(unknown.iloc[1:], "tokens", {"mmlu_pro_law": 0.1})
    mean = points.points.query("task == 'mmlu'")
    assert (len(mean), mean["score"].iloc[0]) == (11, pytest.approx(0.4))  # plain
    assert points.lacks["first"].iloc[-1] == "m-1m, mmlu"
    scores, partial = with_means(pd.concat([table, given], ignore_index=True))
    assert scores.query("task == 'mmlu'")["value"].tolist() == [0.4] * 12
    assert partial == []


def test_ways_of_asking_are_named():
    settings = ["few_shot", "chain_of_thought", "few_shot", np.nan] * 3
    table = own(setting=settings, n_shot=[0, 5, np.nan, np.nan] * 3, tokens=1e6)
    ways = own_curves(table, "params").points["way"]
    told = {"0 shots", "chain_of_thought, 5 shots", "few_shot", "way not said"}
    assert set(ways) == told


@pytest.mark.parametrize(("table", "x", "told"), [
    (own(params=np.nan), "train_flops", r"3 models without params \(m-1.*--models"),
    (own(tokens=np.nan), "train_flops", "without tokens .* or use --x params"),
    (own(family=np.repeat(["a", "b", "c"], 4)).iloc[::4], "params",
     "3 curves .* families are a, b, c; --family NAME makes"),
    (own(task="mine"), "params", r"chance level \(mine\); .* --chance 'mine=\?'"),
    (own().head(2), "train_flops", "1 curve with fewer than 3"),
    (own(examples=16), "train_flops", "there are no scores"),
    (own(), "flops", "no x-axis named 'flops'"),
])  # fmt: skip
def test_without_any_curve_the_cure_is_told(table, x, told):
    with pytest.raises(UsageError, match=told):
        own_curves(table, x)


def test_what_was_left_out_is_listed_but_not_without_end():
    lacks = left_out([f"{i}.json" for i in range(MOST + 5)])
    assert (len(lacks), lacks["first"].iloc[0]) == (MOST + 1, "0.json")
    assert lacks["count"].iloc[-1] == 5
    assert len(left_out(["a.json"] * MOST)) == MOST


def test_the_studys_own_table_is_asked_for_chance():
    levels = {"winogrande": 0.5, "hendrycksTest-anatomy": 0.25, "mmlu_virology": 0.25}
    levels |= {"lambada_openai": 0.0, "gsm8k_cot": 0.0, "bbh": None, "MMLU-Pro": 0.1}
    levels |= {"mmlu_pro_law": 0.1, "mmlu_professional_law": 0.25, "wnli_ca": 0.5}
    levels |= {"leaderboard_gpqa": 0.25, "arc:challenge": 0.25, "xcopa_it": 0.5}
    levels |= {"SuperGPQA": None, "mmlupro_law": 0.1, "csqa2": None, "arc_agi_2": None}
    levels |= {"longbench_v2": 0.25, "medqa_5options": None, "drop:mc::gen2mc": None}
    levels |= {"bigbench_cs_algorithms_multiple_choice": None, "truthfulqa_mc2": None}
    assert {task: known_chance(task) for task in levels} == levels


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
    assert read_chance("a=b=0.25") == {"a=b": 0.25}
    with pytest.raises(UsageError, match="given twice"):
        read_chance(["a=0.1", "a=0.2"])
    for text in ("mmlu", "mmlu=a", "=0.5", "mmlu=1", "mmlu=-0.1"):
        with pytest.raises(UsageError, match=r"write TASK=0\.25"):
            read_chance([text])


def test_notes_name_broken_files_problems_and_contradicted_levels():
    found = Ingested(own(), ["2 rows without"], 2, {"a.json": "is not JSON"})
    broken, problem, level = notes(found, {"arc_easy": 0.2, "sciq": 0.254, "mine": 0.5})
    assert (broken, problem) == ("a.json is not JSON", "2 rows without")
    assert level == "--chance arc_easy=0.2 is used; the study's table says 0.25"
