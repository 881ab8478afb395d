from emergestudy.chapters.task_census.topic_list import (
    topic_counts,
    topic_scores,
    topics_by_category,
)
from emergestudy.data import load


def test_all_57_topics_have_scores_and_50_are_on_the_list():
    table = topic_scores()
    assert len(table) == 57
    listed = table[table["first_model"] != "not on the list"]
    assert len(listed) == len(load("mmlu_emergent_topics")) == 50
    assert table["Chinchilla 70B"].is_monotonic_increasing


def test_no_score_separates_listed_from_unlisted_topics():
    table = topic_scores()
    off = table["first_model"] == "not on the list"
    assert (
        table.loc[off, "Chinchilla 70B"].max() > table.loc[~off, "Chinchilla 70B"].min()
    )


def test_counts_are_read_from_where_they_are_printed():
    table = topic_counts().set_index(["where", "model"])
    assert table.loc[("Table 1, row 6", "Gopher"), "topics"] == 26
    assert table.loc[("Table 1, row 8", "Chinchilla"), "topics"] == 30
    assert table.loc["author's list", "topics"].sum() == 51
    assert table.loc["author's list", "names"].sum() == 50


def test_topics_are_counted_by_category():
    table = topics_by_category().set_index("category")
    assert table["topics"].sum() == 57
    assert table["listed"].sum() == 50
    assert (table["listed"] <= table["topics"]).all()
    assert table.loc["humanities", "listed"] == 13
