import pandas as pd

from emergestudy.chapters.task_census.keyword_bars import drawn_bars
from emergestudy.chapters.task_census.keyword_ranks import keyword_ranks
from emergestudy.chapters.task_census.keyword_shares import keyword_shares


def shares(*rows):
    table = pd.DataFrame(rows, columns=["keyword", "hits", "tasks"])
    return table.assign(share=100 * table["hits"] / table["tasks"])


def test_shares_far_apart_are_ranked_with_certainty():
    table = shares(("a", 980, 1000), ("b", 500, 1000), ("c", 20, 1000))
    ranks = keyword_ranks(table, ["a"], top=1, draws=500)
    assert ranks["rank_low"].tolist() == ranks["rank_high"].tolist() == [1, 2, 3]
    assert ranks["p_top"].tolist() == [1, 0, 0]
    assert ranks["named"].tolist() == [True, False, False]


def test_equal_shares_share_every_place():
    table = shares(*((name, 5, 10) for name in "abcde"))
    ranks = keyword_ranks(table, top=1)
    assert ((ranks["p_top"] - 0.2).abs() < 0.02).all()
    assert (ranks["rank"] == 1).all()
    assert (ranks["rank_high"] - ranks["rank_low"] >= 4).all()


def test_probabilities_of_the_top_add_up_and_the_first_place_is_unsure():
    ranks = keyword_ranks(keyword_shares(drawn_bars(), ["flat"]), top=5)
    assert abs(ranks["p_top"].sum() - 5) < 1e-9
    assert ranks["rank_high"].iloc[0] > 1
