"""Names, numbers and tables as people write them."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.display import called, table_html, written


@pytest.mark.parametrize(("name", "words"), [
    ("addition_2_digit", "2-digit addition"), ("p_true", "P(True)"),
    ("train_flops", "training FLOPs"), ("points_say", "points say"),
    ("u_shaped", "U-shaped"), ("GPT-3 13B", "GPT-3 13B"), (512, "512"),
])  # fmt: skip
def test_keys_become_words_and_names_stay(name, words):
    assert called(name) == words


@given(st.floats(1e-300, 1e300), st.integers(1, 6))
def test_powers_of_ten_keep_their_value(number, digits):
    text = f"{number:.{digits}e}"
    times, _, power = written(text).rpartition("10")
    power = int(power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")))
    assert float(f"{times.removesuffix(' × ') or 1}e{power}") == float(text)


def test_only_numbers_are_rewritten():
    assert written("-5 to 1e+22, GPT-3 1.5e-4") == "−5 to 10²², GPT-3 1.5 × 10⁻⁴"
    assert written("pythia-70m c4_d=96-0.5 2e") == "pythia-70m c4_d=96-0.5 2e"


def test_a_table_has_words_units_and_no_numbering():
    frame = pd.DataFrame(
        {
            "task": ["wic", "a<b", "addition_2_digit"],
            "n_eval": [2000.0, 11873, np.nan], "point": [2.5e22, np.inf, -np.inf],
            "score": [-0.5, 31.25, 11873.5], "keyword": ["arithmetic"] * 3,
            "models": [10_000_000, 5, 1234], "ok": [True, False, None],
        },
        index=[4, 2, 9],
    )  # fmt: skip
    with pd.option_context("display.float_format", "{:.4g}".format):
        text = table_html(frame)
    both = table_html(frame.set_index(["task", "ok"])[["score"]].unstack("task"))
    joined = table_html(pd.concat({"first": frame, "last": frame}))
    heads, cells = (re.findall(f"<{t}>(.+)</{t}>", text) for t in ("th", "td"))
    assert heads == ["task", "answers", "point", "score", "keyword", "models", "ok"]
    assert [cells[place::7] for place in range(7)] == [
        ["Word in Context (WiC)", "a&lt;b", "2-digit addition"],
        ["2,000", "11,873", "–"], ["2.5 × 10²²", "∞", "−∞"],
        ["−0.5", "31.25", "11,874"], ["arithmetic"] * 3, ["10⁷", "5", "1,234"],
        ["yes", "no", "–"],
    ]  # fmt: skip
    assert table_html(frame.set_index("task")) == table_html(frame)
    assert "<th>score, 2-digit addition</th>" in both
    assert joined.count("first") == 3
    assert ">9<" not in joined
    named = pd.DataFrame({"piqa": ["addition_2_digit", "lr-1e-4"], "n_eval": 1.5e-4})
    named.attrs["as_given"] = True  # names of somebody else's
    text = table_html(named)
    assert re.findall(">(.+)</t", text) == [
        "piqa", "n_eval", "addition_2_digit", "0.00015", "lr-1e-4", "0.00015",
    ]  # fmt: skip
    with pd.option_context("display.max_rows", 10):
        assert "50 rows" in table_html(pd.DataFrame({"a": range(50)}))
