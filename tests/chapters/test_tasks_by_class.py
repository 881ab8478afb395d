from emergestudy.chapters.task_census import tasks_by_class
from emergestudy.data import load


def test_every_task_is_in_one_class():
    table = tasks_by_class.class_counts().set_index("class")
    assert table["tasks"].sum() == 210
    assert table.loc["emergent_palm", "tasks"] == 42
    assert (table["low"] < table["share"]).all()
    assert (table["share"] < table["high"]).all()


def test_the_level_widens_the_intervals():
    narrow, wide = (tasks_by_class.class_counts(level) for level in (0.5, 0.99))
    assert (wide["low"] < narrow["low"]).all()
    assert (wide["high"] > narrow["high"]).all()


def test_first_models_come_in_the_order_of_compute():
    table = tasks_by_class.first_models()
    assert table["train_flops"].is_monotonic_increasing
    assert dict(zip(table["model"], table["tasks"], strict=True)) == {
        "GPT-3 13B": 2,
        "PaLM 8B": 3,
        "PaLM 62B": 14,
        "GPT-3 175B": 15,
        "LaMDA 137B": 8,
        "PaLM 540B": 25,
    }
    named = load("bigbench_tasks")["first_model_above_random"].notna().sum()
    assert table["tasks"].sum() == named


def test_appendix_f_and_the_first_models_name_the_same_tasks():
    table = tasks_by_class.first_at_62b()
    assert len(table) == 14
    assert table["in_appendix_f"].all()
    assert set(table["first_model"]) == {"PaLM 62B"}


def test_oddities_name_both_entries_of_bbq_and_the_unknown_task():
    about = tasks_by_class.oddities().set_index("task")["about"]
    assert "other_worse_with_scale" in about["bbq_lite_json"]
    assert "no task of this name" in about["medical_questions_russian"]
    assert "Fig. 7C" in about["periodic_elements"]
