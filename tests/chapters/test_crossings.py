import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.prompting_and_finetuning import crossings
from emergestudy.chapters.prompting_and_finetuning.chain_of_thought_tables import (
    chain_of_thought_pairs,
)
from emergestudy.chapters.prompting_and_finetuning.paired_scores import with_errors
from emergestudy.errors import UsageError


def pairs(gains, n=10_000.0, task="made up", family="LaMDA"):
    gains = np.asarray(gains, dtype=float)
    frame = pd.DataFrame({"baseline": 40.0, "technique": 40.0 + gains, "n_eval": n})
    frame["scale"] = 10.0 ** np.arange(len(frame))
    return with_errors(frame.assign(task=task, family=family))


def test_a_known_crossing_is_found_and_the_hurt_models_counted():
    row = crossings.crossings(pairs([-10, -10, -10, -5, 5, 15, 25])).iloc[0]
    assert row["verdict"] == "hurts_then_helps"
    assert row["low"] < row["point"] < row["high"]
    assert 1e3 < row["point"] < 1e4
    assert row["below"] == "4 of 4"
    assert row["hurts_below"] == "yes"


def test_without_n_no_model_is_called_hurt():
    row = crossings.crossings(pairs([-10, -10, -10, -5, 5, 15, 25], np.nan)).iloc[0]
    assert row["hurts_below"] == "lower"


def test_a_falling_gain_is_not_called_harm():
    row = crossings.crossings(pairs([30, 25, 20, 15, 10])).iloc[0]
    assert row["verdict"] == "gain_shrinks"
    assert row["hurts_below"] == "no"
    assert np.isnan(row["point"])


def test_a_crossing_that_no_larger_model_shows_is_no_crossing():
    aqua = chain_of_thought_pairs(["aqua"], ["LaMDA"])
    assert crossings.fit_pairs(aqua).verdict == "hurts_then_helps"
    row = crossings.crossings(aqua).iloc[0]
    assert row["verdict"] == "stops_hurting"
    assert np.isnan(row["point"])
    assert row["below"] == "5 of 5"


def test_small_families_are_left_out_and_none_left_is_refused():
    two = pd.concat([pairs([1, 2, 3, 4]), pairs([1, 2], family="PaLM")])
    assert crossings.crossings(two)["family"].tolist() == ["LaMDA"]
    with pytest.raises(UsageError, match="no family has 5 models; the most is 4"):
        crossings.crossings(two, min_points=5)


def test_scatter_ignores_the_known_errors():
    frame = pairs([0, 3, -3, 2, -2, 3, 20, 40])
    known = crossings.fit_pairs(frame)
    learned = crossings.fit_pairs(frame, noise="scatter")
    assert known.gain.batch.curves.stderr is not None
    assert learned.gain.batch.curves.stderr is None
