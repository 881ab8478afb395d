import numpy as np

from emergestudy.estimators.verdict import decide


def test_calls_the_only_kind_above_the_bar():
    table = np.array(
        [
            [0.9, 0.1, 0.0, 0.0, 0.0],
            [0.05, 0.85, 0.05, 0.05, 0.0],
            [0.0, 0.0, 0.81, 0.19, 0.0],
            [0.0, 0.0, 0.1, 0.9, 0.0],
            [0.0, 0.0, 0.0, 0.0, 1.0],
            [0.8, 0.2, 0.0, 0.0, 0.0],
        ]
    )
    assert decide(table).tolist() == [
        *("emergent", "smooth", "flat", "inverse", "u_shaped", "undetermined")
    ]
