import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from emergestudy.readers import COLUMNS, NUMBERS, read_file

CASES = Path(__file__).parents[1] / "cases"


def sample(name):
    """What a file of ``tests/cases`` holds, as the real tools write it."""
    return json.loads((CASES / name).read_text(encoding="utf-8"))


def old_harness(model="EleutherAI/pythia-160m", step=1000, acc=0.43, **config):
    """Results as lm-evaluation-harness wrote them before version 0.4."""
    found = sample("harness-before-0.4/in/results.json")
    found["results"]["arc_easy"]["acc"] = acc
    arguments = f"pretrained={model},revision=step{step}" if step else model
    found["config"] |= {"model_args": arguments} | config
    return found


def new_harness():
    """Results as version 0.4 and later write them."""
    return sample("harness-since-0.4/in/a/results_1.json")


def bigbench():
    """Scores as BIG-bench writes them."""
    return sample("bigbench-preferred-score/in/preferred.json")


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
