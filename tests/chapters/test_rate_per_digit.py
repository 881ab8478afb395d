import pandas as pd
import pytest

from emergestudy.chapters.explanations import chains
from emergestudy.chapters.explanations.rate_per_digit import implied_rates


def test_independent_digits_imply_one_rate():
    digits = [2, 3, 4]
    scores = pd.DataFrame(
        {"chain": "sums", "model": "m", "scale": 1e20, "steps": digits,
         "score": [0.8**k for k in digits]}
    )  # fmt: skip
    table = implied_rates(scores)
    assert table["rate"].tolist() == pytest.approx([80, 80, 80])
    assert table["foreseen"].tolist() == pytest.approx(table["score"].tolist())


def test_the_rate_of_the_largest_gpt3_falls_with_length():
    table = implied_rates(chains.chain_scores(["addition"]), models=1)
    assert table["model"].unique().tolist() == ["GPT-3 175B"]
    assert table["score"].tolist() == pytest.approx([100, 80.4, 25.5, 9.3])
    assert table["rate"].is_monotonic_decreasing
    assert table["rate"].iloc[-1] == pytest.approx(100 * 0.093**0.2)
