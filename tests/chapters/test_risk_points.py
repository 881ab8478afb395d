import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.emergent_risks.risk_points import COLUMNS, as_points


def test_binomial_errors_where_the_number_of_answers_is_known():
    rows = pd.DataFrame(
        {
            "measure": "m", "series": "GPT-3", "model": ["b", "a"],
            "params": [2e9, 1e9], "score": [50.0, 20.0], "n": [100, np.nan],
        }
    )  # fmt: skip
    points = as_points(rows, "bias", worse=1, level=0.90)
    assert points.columns.tolist() == list(COLUMNS)
    assert points["model"].tolist() == ["a", "b"]
    assert points["stderr"][1] == pytest.approx(5.0)
    assert points["high"][1] == pytest.approx(50 + 1.6448536 * 5)
    assert points.loc[0, ["stderr", "low", "high"]].isna().all()
