import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.explanations import chains
from emergestudy.chapters.explanations.scale_to_reach import in_words, shift_at_height


def _made(starts, top=1.0):
    """Straight rises in log scale, each length from its own start."""
    logs = np.linspace(20, 25, 101)
    tables = [
        pd.DataFrame(
            {
                "chain": "made", "setting": "direct", "steps": steps,
                "model": [f"model {k}" for k in range(len(logs))], "scale": 10**logs,
                "normalised": np.clip((logs - start) / 2, 0, top),
            }
        )
        for steps, start in starts.items()
    ]  # fmt: skip
    return pd.concat(tables)


def test_a_known_shift_is_found():
    table = shift_at_height(_made({3: 21, 5: 21.4, 7: 21.8}), 0.5, draws=100)
    row = table.iloc[0]
    assert row["models"] == 101
    assert row["factor"] == pytest.approx(10**0.2, rel=0.03)
    assert row["factor_low"] <= row["factor"] <= row["factor_high"]


def test_curves_of_one_start_but_other_slopes_differ_at_equal_height():
    low = _made({3: 22, 5: 22, 7: 22})
    height = low["normalised"] / low["steps"].map({3: 1, 5: 1.2, 7: 1.44})
    table = shift_at_height(low.assign(normalised=height), 0.4, draws=100)
    assert table["factor_low"][0] > 1.05


def test_a_height_that_is_not_reached_has_no_shift():
    table = shift_at_height(_made({3: 21, 5: 21.4}, top=0.3), 0.5, draws=50)
    assert table["reached"][0] == 0
    assert np.isnan(table["factor"][0])
    assert in_words(table) == "made (direct) not reached"


def test_logical_deduction_needs_more_scale_and_shuffled_objects_do_not():
    scores = chains.chain_scores(
        ["logical_deduction", "shuffled_objects"], prompting=["chain_of_thought"]
    )
    table = shift_at_height(scores, draws=300).set_index("chain")
    assert table["models"].tolist() == [73, 73]
    assert table["factor_low"]["logical_deduction"] > 1
    assert table["factor_low"]["shuffled_objects"] < 1
    assert table["factor_high"].max() < 2
    again = shift_at_height(scores, draws=300).set_index("chain")
    pd.testing.assert_frame_equal(table, again)
