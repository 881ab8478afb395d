import numpy as np
import pandas as pd

from emergestudy.chapters.your_models.own_answer import own_answer

NONE = pd.DataFrame({"verdict": []})


def calls(*verdicts):
    rows = [
        {"task": f"t{i}", "group": "m", "n_shot": 5.0, "verdict": verdict,
         "point": 1e20, "low": 5e19, "high": 2e20}
        for i, verdict in enumerate(verdicts)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_first_and_last_are_named_and_the_others_counted():
    told = own_answer(
        calls("emergent", "emergent", *["flat"] * 5), NONE, NONE, "params"
    )
    assert told == (
        "Of 7 curves of 7 tasks, 2 are emergent. First, t0 (m, 5 shots) leaves chance "
        "at 1e+20 parameters (interval 5e+19 to 2e+20). Last, t1 (m, 5 shots) leaves "
        "chance at 1e+20 parameters (interval 5e+19 to 2e+20). "
        "Flat: t2 (m, 5 shots); t3 (m, 5 shots); t4 (m, 5 shots) and 2 more."
    )


def test_a_single_curve_is_told_as_one():
    told = own_answer(calls("u_shaped").assign(n_shot=np.nan), NONE, NONE, "params")
    assert told == "The one curve is u-shaped."


def test_ways_of_asking_are_counted():
    pairs = pd.DataFrame({"verdict": ["helps_from", "helps_from", "hurts"]})
    told = own_answer(calls("flat", "flat"), pairs, NONE, "params")
    assert "by pairs: helps from a point on in 2, hurts in 1." in told


def test_what_is_not_called_is_counted_by_kind():
    lacks = pd.DataFrame({"what": ["a", "b", "b"], "count": [5, 1, 1]})
    told = own_answer(calls("flat"), NONE, lacks, "params")
    assert told == "The one curve is flat. Not called: 5 a, 2 b."
