import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.chapters.metric_choice import exact_match_of_steps as steps
from emergestudy.errors import UsageError


@given(st.integers(1, 40), st.integers(0, 5))
def test_exact_match_is_the_share_to_the_power_of_the_steps(k, seed):
    table = steps.simulate_steps([k], 1000, seed)
    assert np.allclose(table["expected"], table["p"] ** k)
    error = np.sqrt(table["expected"] * (1 - table["expected"]) / 1000)
    assert (np.abs(table["score"] - table["expected"]) <= 5 * error + 1e-3).all()


def test_one_step_is_smooth_and_many_steps_emerge_later_and_later():
    table = steps.simulate_steps([1, 5, 10, 20], 1000)
    calls = steps.call_steps(table, 1000).set_index("steps")
    assert calls["verdict"].to_dict() == {
        1: "smooth", 5: "emergent", 10: "emergent", 20: "emergent",
    }  # fmt: skip
    assert calls["point"].dropna().is_monotonic_increasing


def test_the_panels_show_the_same_answers():
    match, share, bits = steps.step_panels(steps.simulate_steps([2, 4], 100))
    assert match.curves["series"].unique().tolist() == ["k = 2", "k = 4"]
    assert np.allclose(share.curves["score"], steps.step_accuracy())
    assert np.allclose(bits.curves["score"], -np.log2(steps.step_accuracy()))


def test_more_answers_do_not_mend_the_call_at_three_steps():
    shares = steps.verdict_shares([1, 3], draws=5).set_index("steps")
    assert shares.loc[1, ["100", "1000", "10000"]].tolist() == [0, 0, 0]
    assert shares.loc[3, "10000"] == 1
    assert shares.loc[3, "smallest"] == pytest.approx(0.125)


def test_steps_are_read_in_order_and_bad_ones_refused():
    assert steps.read_steps(["20", "1", "1"]) == [1, 20]
    for bad in (["1.5"], ["0"], ["two"], []):
        with pytest.raises(UsageError, match="whole numbers from 1 on"):
            steps.read_steps(bad)
