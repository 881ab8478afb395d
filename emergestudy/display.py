"""How names, numbers and tables are shown: as people write them, not as code does."""

import re
import sys
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from emergestudy.data import load

NAMES = {
    "train_flops": "training FLOPs", "params": "parameters", "n_eval": "answers",
    "train_tokens": "training tokens", "n_shot": "examples in the prompt",
    "mle": "best fit", "alpha": "α", "tau": "τ", "rho": "ρ", "u_shaped": "U-shaped",
    "six_nd": "6 × parameters × tokens", "log_linear": "linear in log scale",
    "zero_shot": "zero-shot", "one_shot": "one-shot", "few_shot": "few-shot",
    "zero_shot_chain_of_thought": "zero-shot chain of thought", "p_true": "P(True)",
    "self_consistency": "self-consistency", "brier": "Brier score",
    "direct": "direct answer", "untuned": "not tuned", "bleu": "BLEU",
    "few_shot_greedy": "greedy", "few_shot_sampling_t1": "sampled (T = 1)",
    "error_rate": "choice of an answer", "bleurt": "BLEURT", "rouge1": "ROUGE-1",
    "cross_entropy_loss": "loss of the right answer", "rouge2": "ROUGE-2",
    "neg_log_prob_correct": "right answer", "neg_log_prob_incorrect": "wrong answers",
    "multiple_choice_grade": "multiple-choice grade", "rouge_l_sum": "ROUGE-Lsum",
    "sequence_f1": "sequence F1", "OLMo2 7B": "OLMo-2 7B", "OLMo2 13B": "OLMo-2 13B",
    "OLMo2 7B, second run": "OLMo-2 7B, second run",
}  # fmt: skip
"""Words for columns, settings and verdicts; tasks have theirs in ``data/tasks.csv``."""

_KEY = re.compile(r"[a-z0-9.]+(?:_[a-z0-9.]+)+")
_POWER = re.compile(r"(?<![\w.])([+-]?\d+(?:\.\d+)?)e([+-]?\d+)")
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@cache
def _titles() -> dict[str, str]:
    tasks = load("tasks")
    return dict(zip(tasks["task"], tasks["title"], strict=True)) | NAMES


def called(name: object) -> str:
    """Return what people call a task, column, setting or verdict.

    A key without a title, such as ``points_say``, gets spaces; ``"GPT-3"`` stays.
    """
    text, title = str(name), _titles().get(str(name))
    return title or (text.replace("_", " ") if _KEY.fullmatch(text) else text)


def written(text: str) -> str:
    """Write numbers in a text as people do: ``2.3e+22`` is 2.3 × 10²², ``-5`` is −5."""

    def power(match: re.Match) -> str:
        raised = f"10{str(int(match[2])).translate(_RAISED)}"
        return raised if match[1] == "1" else f"{match[1]} × {raised}"

    return re.sub(r"(?<![\w.)])-(?=[\d∞])", "−", _POWER.sub(power, text))


def table_html(frame: pd.DataFrame) -> str:
    """Return a table for pages: names by `called`, numbers by `written`, no numbering.

    With ``frame.attrs["as_given"]`` texts stay as they are: names of somebody else's
    models and tasks. Floats are rounded as ``display.float_format`` of pandas says,
    whole columns get separators of thousands; ``display.max_rows`` and ``max_columns``
    hold.
    """
    levels = map(frame.index.get_level_values, range(frame.index.nlevels))
    named = (k for k in levels if k.name or not pd.api.types.is_integer_dtype(k))
    parts = [*named, *(frame.iloc[:, place] for place in range(frame.shape[1]))]
    word = str if frame.attrs.get("as_given") else called
    names = [k.name if isinstance(k.name, tuple) else (k.name,) for k in parts]
    heads = [", ".join(word(n) for n in name if n not in ("", None)) for name in names]
    words = [str if part.name == "keyword" else word for part in parts]  # as a task's
    texts = dict(enumerate(map(_texts, parts, words)))
    shown = pd.DataFrame(texts).set_axis(heads, axis=1)
    rows = pd.get_option("display.max_rows")
    columns = pd.get_option("display.max_columns") or None  # 0 outside a notebook
    many = len(shown) > (rows or len(shown))
    return shown.to_html(
        index=False, border=0, show_dimensions=many, max_rows=rows, max_cols=columns
    )


def _texts(column: pd.Series | pd.Index, word: Callable[[object], str]) -> list[str]:
    """Write the cells of one column, ``word`` its texts."""
    form = pd.get_option("display.float_format") or "{:.6g}".format
    floats = [v for v in column if isinstance(v, float) and np.isfinite(v)]
    whole = all(v.is_integer() for v in floats)

    def text(value: object) -> str:
        if isinstance(value, (bool, np.bool_)):
            return "yes" if value else "no"
        if not isinstance(value, (int, float, np.integer)):
            if value is None or value is pd.NA:
                return "–"
            return str(value) if word is str else written(word(value))
        if value != value:
            return "–"
        if abs(value) == np.inf:
            return written(f"{value:+.0f}".replace("inf", "∞").removeprefix("+"))
        if isinstance(value, float) and not whole and not 1e3 <= abs(value) < 1e7:
            return written(form(value))
        return written(f"{value:,.0f}" if abs(value) < 1e7 else f"{value:.4g}")

    return [text(value) for value in column]


def show_tables() -> None:
    """Let the notebook that this is, if it is one, show tables by `table_html`."""
    python = sys.modules.get("IPython")  # slow to import, and of use where it is
    if python and (shell := python.get_ipython()):
        shown = shell.display_formatter.formatters["text/html"]
        shown.for_type(pd.DataFrame, table_html)
