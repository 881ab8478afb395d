import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.your_models.own_cautions import beside, cautions

CURVE = pd.DataFrame(
    {"scale": [1.0, 2, 3, 4, 5], "score": [0.25, 0.25, 0.3, 0.4, 0.5],
     "model": list("abcde"), "step": [np.nan] * 4 + [70.0], "metric": "acc",
     "chance": 0.25, "n_eval": 1000.0, "stderr": np.nan}
)  # fmt: skip


def test_a_good_curve_needs_no_caution():
    assert cautions(CURVE, 2.5, falls=False) == ""


@pytest.mark.parametrize(
    ("curve", "point", "told"),
    [
        (CURVE.head(3), 2.5, "only 3 scales"),
        (CURVE, 1.5, "one scale before the point"),
        (CURVE.assign(chance=0.5), 2.5, "starts below chance: is the level right?"),
        (CURVE.assign(chance=0.29, n_eval=np.nan), 2.5, "starts below chance"),
        (CURVE.assign(chance=0.29, n_eval=np.nan, stderr=0.02), 2.5, ""),
        (CURVE.assign(chance=0.5, metric="bleu"), 2.5, ""),
    ],
)
def test_what_weakens_a_verdict_is_said(curve, point, told):
    assert cautions(curve, point, falls=False).startswith(told)
    assert bool(cautions(curve, point, falls=False)) == bool(told)


def test_the_neighbors_of_a_point_are_named_with_their_step():
    assert beside(CURVE, 4.5, falls=False) == {
        "last_before": "d", "first_after": "e step 70",
    }  # fmt: skip
    assert beside(CURVE, 2.5, falls=True) == {"last_before": "c", "first_after": "b"}


def test_no_point_has_no_neighbors():
    assert beside(CURVE, np.nan, falls=False) == {"last_before": "", "first_after": ""}
