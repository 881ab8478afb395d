import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.prompting_and_finetuning import open_pairs
from emergestudy.data import load
from emergestudy.errors import UsageError


@pytest.fixture(scope="module")
def bbh():
    return open_pairs.open_pairs("bbh_overall")


def test_wins_below_between_and_above_are_those_of_the_table(bbh):
    wins = open_pairs.count_wins(bbh, [1e22, 2e22])
    rows = load("open_prompting_scores").query("task == 'bbh_overall'")
    wide = rows.pivot(
        index=["model", "train_flops"], columns="setting", values="value"
    ).dropna()
    flops = wide.index.get_level_values("train_flops")
    better = (wide["chain_of_thought"] > wide["direct"]).to_numpy()[flops.notna()]
    group = np.digitize(flops.dropna(), [1e22, 2e22])
    assert wins["models"].tolist() == np.bincount(group).tolist() == [23, 7, 43]
    assert wins["higher"].tolist() == np.bincount(group, better).tolist()


def test_the_error_of_the_average_is_that_of_its_tasks(bbh):
    rows = load("open_prompting_scores")
    rows = rows[(rows["model"] == "microsoft/phi-2") & (rows["setting"] == "direct")]
    tasks = rows[rows["task"].str.startswith("bbh_") & rows["n_eval"].notna()]
    assert len(tasks) == 27
    n = tasks["n_eval"].astype(float)
    q = (tasks["value"] * n + 1) / (n + 2)
    wanted = 100 * np.sqrt((q * (1 - q) / (n + 2)).sum()) / 27
    found = bbh.set_index("model").loc["microsoft/phi-2", "baseline_se"]
    assert found == pytest.approx(wanted)


def test_a_single_task_has_its_own_error():
    pairs = open_pairs.open_pairs("bbh_snarks")
    row = pairs.set_index("model").loc["microsoft/phi-2"]
    share = (row["baseline"] / 100 * 178 + 1) / 180
    assert row["baseline_se"] == pytest.approx(100 * (share * (1 - share) / 180) ** 0.5)


def test_self_consistency_is_set_beside_one_sample():
    pairs = open_pairs.open_pairs("gsm8k", "self_consistency")
    rows = load("open_prompting_scores").set_index(["task", "model", "setting"])[
        "value"
    ]
    one = pairs.iloc[-1]
    key = ("gsm8k", one["model"], "chain_of_thought_sampled_first")
    assert one["baseline"] == pytest.approx(100 * rows[key])


@pytest.mark.parametrize(
    ("task", "technique", "told"),
    [
        ("bbh_overal", "chain_of_thought", "did you mean 'bbh_overall'"),
        ("gsm8k", "direct", "no technique named 'direct'"),
        ("bbh_overall", "self_consistency", "only on gsm8k"),
    ],
)
def test_bad_selections_are_refused(task, technique, told):
    with pytest.raises(UsageError, match=told):
        open_pairs.open_pairs(task, technique)


@pytest.mark.parametrize("edges", [[2e22, 1e22], [0.0], [1e22, 1e22]])
def test_edges_must_rise(edges):
    frame = pd.DataFrame({"task": ["a"]})
    with pytest.raises(UsageError, match="edges must be above 0 and rise"):
        open_pairs.count_wins(frame, edges)
