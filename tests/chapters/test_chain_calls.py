import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.explanations import chain_calls, chains


def _calls(points, spread=0.1):
    logs = np.array(points, float)
    return pd.DataFrame(
        {
            "chain": "sums", "setting": "direct", "steps": np.arange(2, 2 + len(logs)),
            "point": 10**logs,
            "low": 10 ** (logs - spread), "high": 10 ** (logs + spread),
        }
    )  # fmt: skip


def test_a_known_shift_is_found():
    shift = chain_calls.shift_per_step(_calls([21, 21.5, 22, 22.5])).iloc[0]
    assert shift["decades"] == pytest.approx(0.5)
    assert shift["factor"] == pytest.approx(10**0.5)
    # Standard error of a slope: sd / sqrt(sum of squares); 0.1 is z times sd.
    assert shift["high"] - shift["decades"] == pytest.approx(0.1 / 5**0.5)
    assert shift["moves"] == chain_calls.UP


@pytest.mark.parametrize(
    ("points", "moves"),
    [
        ([22.5, 22, 21.5], chain_calls.DOWN),
        ([22, 22, 22], chain_calls.UNCLEAR),
        ([22], chain_calls.FEW),
        ([], chain_calls.FEW),
    ],
)
def test_directions(points, moves):
    calls = pd.concat([_calls(points), _calls([np.nan])])
    assert chain_calls.shift_per_step(calls).iloc[0]["moves"] == moves


def test_points_off_the_line_stretch_the_interval():
    near = chain_calls.shift_per_step(_calls([21, 21.5, 22])).iloc[0]
    off = chain_calls.shift_per_step(_calls([21, 22.2, 22])).iloc[0]
    assert off["high"] - off["low"] > 3 * (near["high"] - near["low"])


def test_digits_move_the_point_and_objects_do_not():
    scores = chains.chain_scores(
        ["addition", "logical_deduction"], prompting=["direct"]
    )
    shifts = chain_calls.shift_per_step(chain_calls.call_chains(scores))
    assert shifts["moves"].tolist() == [chain_calls.UP, chain_calls.UNCLEAR]
    assert 1.5 < shifts["factor"][0] < 3
    said = chain_calls.in_words(shifts)
    assert said.startswith("addition (few shot) 2.1")


def test_a_chain_without_points_is_said_to_have_too_few():
    scores = chains.chain_scores(["shuffled_objects"], prompting=["direct"])
    calls = chain_calls.call_chains(scores)
    assert calls["point"].isna().all()
    said = chain_calls.in_words(chain_calls.shift_per_step(calls))
    assert said == "shuffled objects (direct) too few points"


def test_reasoning_is_set_beside_direct_answers():
    direct = _calls([23, 22, 22], spread=0.3)
    reasoned = _calls([22, 21.9, np.nan], spread=0.3)
    calls = pd.concat([direct, reasoned.assign(setting="chain_of_thought")])
    table = chain_calls.earlier_with_reasoning(calls)
    assert table["steps"].tolist() == [2, 3]
    assert table["times"].tolist() == pytest.approx([10, 10**0.1])
    assert table["apart"].tolist() == [True, False]
    assert chain_calls.earlier_with_reasoning(direct).empty
