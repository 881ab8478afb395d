import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.your_models.own_crossovers import own_crossovers
from emergestudy.chapters.your_models.own_curves import own_curves

from .test_own_calls import family


def test_crossovers_pair_the_ways_of_asking():
    helped = family("arc_easy", 8, 5, gain=0.24).assign(setting="few_shot")
    table = pd.concat([family("arc_easy", 8), helped])
    found = own_crossovers(own_curves(table, "params"))
    ways = found[["baseline", "treatment"]].to_numpy().tolist()
    assert ways == [["0 shots", "5 shots"]]
    assert found["verdict"].tolist() == ["helps_from"]
    assert 7.5 < np.log10(found["point"].iloc[0]) < 9.2


def test_a_technique_is_held_against_its_baseline_whatever_their_names_order():
    plain = family("arc_easy", 9, 5).assign(setting="direct")
    chain = family("arc_easy", 8, 5, gain=0.3).assign(setting="chain_of_thought")
    found = own_crossovers(own_curves(pd.concat([chain, plain]), "params"))
    assert found["baseline"].tolist() == ["direct, 5 shots"]
    assert found["treatment"].tolist() == ["chain_of_thought, 5 shots"]
    assert found["verdict"].tolist() == ["helps_from"]


def test_without_pairs_there_is_no_crossover():
    assert own_crossovers(own_curves(family("arc_easy", 8), "params")).empty


def test_a_gain_of_unclear_shape_is_still_told():
    rows = family("arc_easy", 8, sizes=5)
    helped = rows.assign(
        n_shot=5.0, value=rows["value"] + [0.0, 0.05, 0.05, 0.05, 0.05]
    )
    (row,) = own_crossovers(own_curves(pd.concat([rows, helped]), "params")).to_dict(
        "records"
    )
    assert row["gain_at_largest"] == pytest.approx(0.05)
    assert row["above_noise"] == 4
    assert "helps_" in row["kinds"]


def test_without_test_items_nothing_is_above_noise():
    rows = family("arc_easy", 8).assign(n_eval=np.nan)
    helped = rows.assign(n_shot=5.0, value=rows["value"] + 0.1)
    found = own_crossovers(own_curves(pd.concat([rows, helped]), "params"))
    assert found["above_noise"].isna().all()
