import numpy as np
import pandas as pd

from emergestudy.chapters.your_models.own_curves import own_curves
from emergestudy.chapters.your_models.own_missing import (
    MOST,
    for_reading,
    missing,
    or_say,
)

from .test_own_curves import own


def test_nothing_missing_is_an_empty_table():
    assert missing(own(), own_curves(own())).empty


def test_each_kind_is_listed_with_its_cure():
    lost = own(model="lost", params=np.nan)
    table = pd.concat([own(), lost, own(task="mine"), own(task="sciq").head(2)])
    found = missing(table, own_curves(table))
    assert found["first"].tolist() == ["lost", "mine", ""]
    assert found["count"].tolist() == [1, 1, 1]
    assert found["what"].iloc[0] == "models without params"
    assert "give params in --models" in found["cure"].iloc[0]


def test_what_was_left_out_is_listed_but_not_without_end():
    found = missing(own(), own_curves(own()), [f"{i}.json" for i in range(MOST + 5)])
    assert len(found) == MOST + 1
    assert found["first"].iloc[0] == "0.json"
    assert found["count"].iloc[-1] == 5


def test_an_empty_table_becomes_a_sentence(capsys):
    assert or_say(own().head(0), "none") is None
    assert capsys.readouterr().out == "none\n"
    assert len(or_say(own(), "none")) == 12


def test_parts_of_groups_are_told():
    table = pd.concat([own(), own(task="sciq", part_of="all")])
    found = missing(table, own_curves(table))
    assert found["what"].tolist() == ["parts of groups"]
    assert found["cure"].tolist() == ["add --parts"]


def test_no_number_is_written_as_nothing():
    told = for_reading(pd.DataFrame({"low": [1.5, np.nan], "high": [np.inf, 2]}))
    assert told.to_numpy().tolist() == [[1.5, "no end"], ["", 2]]
