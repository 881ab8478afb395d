import pytest

from emergestudy.chapters.beyond_scale import smaller_palm
from emergestudy.data import load


def test_palm_62b_is_the_smallest_in_parameters_and_in_compute():
    table = smaller_palm.compare_models().set_index("model")
    assert table.loc["PaLM 62B", ["params", "train_flops"]].tolist() == [6.2e10, 2.9e23]
    assert table["flops_ratio"]["GPT-3 175B"] == pytest.approx(3.14 / 2.9)
    assert (table[["params_ratio", "flops_ratio"]].drop("PaLM 62B") > 1).all(axis=None)


def test_the_fourteen_tasks_and_what_is_known_of_them():
    known = smaller_palm.who_has_scores().set_index("task")
    listed = load("bigbench_tasks").query("listed_in_appendix_f")["bigbench_task"]
    assert sorted(known.index) == sorted(listed)
    assert known.index[known["all_three"]].tolist() == ["parsinlu_qa"]
    assert known.loc["emoji_movie", ["PaLM 8B", "PaLM 62B"]].tolist() == [25.0, 55.0]
    assert known.loc["odd_one_out", "Chinchilla 70B"] == 70.9
    assert known.loc["cryptonite"].drop("all_three").isna().all()


def test_only_palm_is_above_chance_on_persian_qa():
    judged = smaller_palm.above_chance().set_index("model")
    assert judged["above"].to_dict() == {
        "PaLM 62B": True, "LaMDA 137B": False, "GPT-3 175B": False
    }  # fmt: skip
    assert judged["low"]["PaLM 62B"] == pytest.approx(26.85, abs=0.01)
    assert not smaller_palm.above_chance(level=0.999)["above"].any()


def test_the_panels_hold_the_rows_and_palm_at_the_printed_compute():
    scores = smaller_palm.appendix_f()
    panels = smaller_palm.appendix_f_panels(scores, "train_flops", 0.9)
    assert len(panels) == 5
    persian = panels[-1]
    assert persian.chance == 25
    assert len(persian.curves) == 23
    emoji = panels[1].curves.query("family == 'PaLM'")
    assert emoji["scale"].tolist() == [3.74e22, 2.9e23, 2.53e24]
    assert emoji["score"].tolist() == [25.0, 55.0, 91.0]
