from emergestudy.chapters.task_census.mmlu_gains import mmlu_gains
from emergestudy.data import load


def test_every_point_of_figure_9_is_used_once():
    table = mmlu_gains()
    drawn = load("wei2022_scores").query("locator == 'Fig. 9'")["value"]
    assert sorted([*table["small"], *table["large"]]) == sorted(drawn)
    assert set(table["small_model"]) == {"Chinchilla 7.1B", "Gopher 7.1B"}
    assert set(table["large_model"]) == {"Chinchilla 70B", "Gopher 280B"}


def test_the_order_of_gains_is_the_same_in_both_families():
    orders = mmlu_gains().groupby("family")["category"].agg(list)
    assert orders["Gopher"] == orders["Chinchilla"]
    assert orders["Gopher"] == ["social science", "humanities", "other", "STEM"]


def test_mmlus_own_list_averages_the_humanities_otherwise():
    table = mmlu_gains().set_index(["family", "category"])
    apart = table["large"] - table["leaderboard"]
    assert (apart.xs("humanities", level=1) > 9).all()
    assert (apart.xs("social science", level=1).abs() < 1).all()


def test_the_figure_averages_topics_not_questions():
    gains = mmlu_gains()
    assert (gains["large"] - gains["topic_mean"]).abs().max() < 1
    assert (gains["large"] - gains["leaderboard"]).abs().max() > 5
