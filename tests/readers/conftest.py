import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from emergestudy.readers import COLUMNS, NUMBERS, read_file


def old_harness(model="EleutherAI/pythia-160m", step=1000, acc=0.43, **config):
    """Results as lm-evaluation-harness wrote them before version 0.4."""
    arguments = f"pretrained={model},revision=step{step}" if step else model
    arc = {"acc": acc, "acc_stderr": 0.01, "acc_norm": 0.38, "acc_norm_stderr": 0.0099}
    return {
        "results": {
            "arc_easy": arc,
            "lambada_openai": {"ppl": 33.9, "ppl_stderr": 1.2, "acc": 0.34},
        },
        "versions": {"arc_easy": 0, "lambada_openai": 0},
        "config": {"model": "hf-causal", "model_args": arguments, "num_fewshot": 0}
        | config,
    }


def new_harness(model="EleutherAI/pythia-1b", acc=0.5, shots=5):
    """Results as version 0.4 and later write them."""
    return {
        "results": {
            "arc_easy": {"sample_len": 9, "acc,none": acc, "acc_stderr,none": 0.0102},
            "gsm8k": {
                "exact_match,strict-match": 0.02,
                "exact_match_stderr,strict-match": "N/A",
                "exact_match,flexible-extract": 0.03,
                "exact_match_stderr,flexible-extract": 0.005,
            },
            "wikitext": {"word_perplexity,none": 21.5},
        },
        "n-shot": {"arc_easy": shots, "gsm8k": shots, "wikitext": 0},
        "higher_is_better": {
            "arc_easy": {"acc": True}, "gsm8k": {"exact_match": True},
            "wikitext": {"word_perplexity": False},
        },
        "n-samples": {"arc_easy": {"original": 2376, "effective": 2000}},
        "config": {
            "model": "hf",
            "model_args": f"pretrained={model},revision=step143000,dtype=float16",
            "model_num_parameters": 1011781632,
        },
        "model_name": model,
    }  # fmt: skip


def bigbench(name="125m", shots=3):
    """Scores as BIG-bench writes them."""
    return {
        "model": {
            "model_family": "BIG-G T=0", "model_name": name,
            "total_params": 134227968, "non_embedding_params": 98304000,
        },
        "task": {"task_name": "arithmetic"},
        "scores": [{
            "number_of_shots": shots, "preferred_score": "exact_str_match",
            "score_dict": {"exact_str_match": 0.12, "bleu": 3.4},
            "subtask_description": "2_digit_addition",
        }],
    }  # fmt: skip


def own(**changed):
    """Scores of three models of one family, four checkpoints each, on one task."""
    rows = [
        {"model": f"m-{size}m", "family": "m", "params": size * 1e6, "step": step,
         "tokens": step * 1e6, "task": "arc_easy", "metric": "acc",
         "setting": "zero_shot", "n_shot": 0, "value": 0.3, "n_eval": 500}
        for size in (1, 10, 100)
        for step in (10, 20, 40, 80)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS)).assign(**changed)
    return table.astype(dict.fromkeys(NUMBERS, float))


def family(task, elbow, shots=0, sizes=10, gain=0.15, **changed):
    """A family whose score leaves chance at a known size, measured on 2,000 items."""
    params = np.logspace(6, 10, sizes)
    score = 0.25 + gain * np.maximum(np.log10(params) - elbow, 0)
    names = [f"m{i}" for i in range(sizes)]
    varying = pd.DataFrame({"params": params, "value": score, "model": names})
    varying = varying.assign(task=task, n_shot=float(shots), n_eval=2000.0)
    varying = varying.assign(loss=12 - np.log10(params))
    fixed = own().head(1).drop(columns=varying.columns)
    return fixed.merge(varying, how="cross").assign(**changed)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.fixture
def write(tmp_path):
    """Write JSON (or text as it is) to a file below a folder; return its path."""

    def to(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return path

    return to


@pytest.fixture
def read(write):
    """Read what a file of that content and name gives: scores, and the problem."""

    def scores_and_problem(content, name="x.json"):
        path = write(name, content)
        scores, problem, _ = read_file(path)
        assert all(score.pop("file") == str(path) for score in scores)
        return scores, problem

    return scores_and_problem
