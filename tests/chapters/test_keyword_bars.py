import pytest

from emergestudy.chapters.task_census import keyword_bars as kb
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_all_bars_of_figure_8_come_out():
    rebuilt = kb.keyword_bars(kb.tagged_tasks())
    drawn = kb.drawn_bars()
    assert len(rebuilt) == len(drawn) == 33
    assert rebuilt.loc[drawn.index].equals(drawn)
    assert set(kb.compare_bars(rebuilt)["outcome"]) == {"same"}


def test_the_drawn_parts_add_up():
    drawn = kb.drawn_bars()
    assert (drawn[kb.PARTS].sum(axis=1) == drawn["total"]).all()


@pytest.mark.parametrize(
    ("options", "same", "missing", "extra"),
    [
        ({"left_out": ()}, 29, 0, 1),
        ({"left_out": ("GPT-3 13B", "PaLM 8B")}, 25, 0, 0),
        ({"keep_format": True}, 33, 0, 5),
        ({"min_tasks": 1}, 33, 0, 48),
        ({"min_tasks": 6}, 31, 2, 0),
    ],
)
def test_each_condition_matters(options, same, missing, extra):
    table = kb.compare_bars(kb.keyword_bars(kb.tagged_tasks(**options)))
    counts = table["outcome"].value_counts()
    assert counts["same"] == same
    assert counts.get("not rebuilt", 0) == missing
    assert counts.get("not drawn", 0) == extra


def test_the_table_of_dropped_conditions_says_what_differs():
    table = kb.one_condition_dropped().set_index("conditions")
    assert table["same"].tolist() == [33, 29, 33, 33]
    assert "arithmetic" in table["differing"].iloc[1]
    assert table["extra"].iloc[2].count(",") == 4


def test_a_changed_class_shows_as_a_difference():
    tagged = kb.tagged_tasks()
    task = tagged["bigbench_task"].iloc[0]
    tagged.loc[tagged["bigbench_task"] == task, "part"] = "flat"
    differs = kb.compare_bars(kb.keyword_bars(tagged)).query("outcome == 'differs'")
    keywords = load("bigbench_keywords").query("bigbench_task == @task")["keyword"]
    assert set(differs["keyword"]) <= set(keywords)
    assert len(differs)


def test_too_many_tasks_asked_for_are_refused():
    with pytest.raises(UsageError, match="no keyword has 60 tasks; the most common"):
        kb.tagged_tasks(min_tasks=60)
