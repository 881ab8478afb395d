import numpy as np
import pandas as pd

from emergestudy.ingest.doubts import doubts

SCORES = pd.DataFrame(
    {"model": ["a", "a", "b"], "step": [10.0, 20.0, np.nan],
     "params": [1e9, 1e9, np.nan], "tokens": [1e6, 2e6, np.nan], "loss": [3.0, 2.5, 2]}
)  # fmt: skip


def side(**columns):
    return pd.DataFrame(columns)


def test_what_agrees_or_fills_in_is_no_doubt():
    assert doubts(side(model=["a", "b"], params=[1.1e9, 5e9]), SCORES) == []


def test_a_model_of_no_file_is_named():
    (told,) = doubts(side(model=["a", "c"]), SCORES)
    assert told.startswith("--models lists c and the files hold no such model")


def test_a_number_far_from_the_file_is_named_once_a_model():
    (told,) = doubts(side(model=["a"], params=[7e9]), SCORES)
    expected = "--models says 7e+09 params of a, a file says 1e+09; the file counts"
    assert told == expected


def test_checkpoints_are_compared_with_their_own_row():
    rows = side(model=["a", "a"], step=[10.0, 20.0], tokens=[1e6, 4e6])
    (told,) = doubts(rows, SCORES)
    assert "4e+06 tokens of a, a file says 2e+06" in told


def test_tokens_per_step_without_a_step_is_named():
    (told,) = doubts(side(model=["b"], tokens_per_step=[2e6]), SCORES)
    assert "tokens_per_step of b, but no file gives a step" in told
