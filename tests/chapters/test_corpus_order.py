import pandas as pd
import pytest

from emergestudy.chapters.case_studies import corpus_order as orders
from emergestudy.chapters.case_studies.corpus_elbows import corpus_elbows

TEXTS = ["loss_c4_val", "loss_paloma_redpajama", "loss_paloma_ptb"]


@pytest.fixture(scope="module")
def elbows():
    return corpus_elbows("squad", TEXTS)


def test_the_order_turns_around_with_the_text(elbows):
    first = orders.first_corpora(elbows).set_index("text")
    assert first["third"]["loss_c4_val"] == "C4"
    assert first["first"]["loss_paloma_redpajama"] == "C4"
    assert first["third"]["loss_paloma_redpajama"] == "RedPajama"
    assert first["apart"]["loss_paloma_redpajama"]
    assert not first["apart"]["loss_c4_val"]


def test_words_name_every_corpus_that_comes_first(elbows):
    first = orders.first_corpora(elbows)
    assert "RedPajama, C4 each do" in orders.winner_words(first)
    assert orders.winner_words(first[1:]) == "C4 comes first on every text"


def test_a_corpus_is_late_on_its_own_text(elbows):
    own = orders.own_text_is_last(elbows)
    assert own["rank"].tolist() == [3, 3]
    assert own["family"].tolist() == ["open_lm C4", "open_lm RedPajama"]


def made(*rows):
    columns = ["text", "family", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def test_a_pair_turns_only_if_it_is_apart_both_ways():
    turned = made(
        ("a", "open_lm C4", 3.0, 3.1),
        ("a", "open_lm RedPajama", 2.0, 2.1),
        ("b", "open_lm C4", 2.0, 2.1),
        ("b", "open_lm RedPajama", 3.0, 3.1),
    )
    table = orders.turned_pairs(turned)
    assert table[["one_first", "other_first", "open"]].iloc[0].tolist() == [1, 1, 0]
    assert orders.pairs_in_words(table) == "C4 and RedPajama"
    turned.loc[3, "low"] = 2.05
    table = orders.turned_pairs(turned)
    assert table["open"].item() == 1
    assert orders.pairs_in_words(table) == "no pair"


def test_a_task_at_chance_is_said_to_have_no_elbow():
    flat = corpus_elbows("bigbench_strange_stories", TEXTS)
    assert not orders.has_elbows(flat)
    assert "means nothing" in orders.bend_words(flat)
