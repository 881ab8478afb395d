import numpy as np
import pandas as pd

from emergestudy.chapters.readers_rule import NONE, first_model

CURVE = pd.DataFrame(
    {
        "model": ["small", "large"],
        "scale": [1.0, 10.0],
        "score": [25.0, 60.0],
        "low": np.nan,
    }
)


def test_the_model_at_the_first_scale_above_chance():
    assert first_model(CURVE, 25, 2) == (10.0, "large")
    assert first_model(CURVE, 70, 2) == (None, NONE)
