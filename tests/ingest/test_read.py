import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.ingest import ingest
from emergestudy.ingest import read as read_module
from emergestudy.ingest.one_file import read_file

from .conftest import new_harness, old_harness


def test_a_folder_becomes_one_table(write, tmp_path):
    write("a.json", old_harness(step=1000))
    write("b.json", old_harness(step=2000, acc=0.5))
    write("m/results_1.json", new_harness())
    write("m/samples_arc_1.jsonl", "not read")
    found = ingest([tmp_path])
    assert found.files == 3
    assert found.broken == {}
    assert found.problems == []
    arc = found.scores.query("task == 'arc_easy' and metric == 'acc'")
    assert arc["value"].tolist() == [0.43, 0.5, 0.5]
    assert arc["family"].unique().tolist() == ["pythia"]
    assert arc["params"].isna().tolist() == [True, True, False]


def test_broken_files_are_named_and_the_rest_goes_on(write, tmp_path):
    write("good.json", old_harness())
    bad = write("bad.json", "{")
    found = ingest([tmp_path])
    assert list(found.broken) == [str(bad)]
    assert len(found.scores) == 4


def test_nothing_readable_is_an_error(write, tmp_path):
    write("bad.json", "{")
    with pytest.raises(UsageError, match=r"none of 1 files could be read; .*bad\.json"):
        ingest([tmp_path])


def test_the_same_measurement_counts_once_and_contradictions_are_named(write, tmp_path):
    write("a.json", old_harness())
    write("b.json", old_harness())
    assert len(ingest([tmp_path]).scores) == 4
    write("c.json", old_harness(acc=0.9))
    found = ingest([tmp_path])
    assert "1 measurements have several values" in found.problems[0]
    assert 0.9 in found.scores["value"].tolist()
    assert 0.43 not in found.scores["value"].tolist()


def test_models_that_no_file_holds_are_named(write, tmp_path):
    write("in/a.json", old_harness())
    side = write("m.csv", "model,params\nEleutherAI/pythia-99m,1.6e8\n")
    (told,) = ingest([tmp_path / "in"], models=side).problems
    assert told.startswith("--models lists EleutherAI/pythia-99m and the files hold")
    assert told.endswith("they hold pythia-160m")


def test_a_side_table_may_name_the_owner_of_a_model(write, tmp_path):
    write("in/a.json", old_harness())
    side = write("m.csv", "model,params\nEleutherAI/pythia-160m,1.6e8\n")
    found = ingest([tmp_path / "in"], models=side)
    assert found.problems == []
    assert found.scores["params"].tolist() == [1.6e8] * 4


def test_percent_in_a_table_without_a_metric_is_percent(write, tmp_path):
    write("a.csv", "model,task,value\na,t,25\nb,t,63.7\n")
    found = ingest([tmp_path / "a.csv"])
    assert found.scores["value"].tolist() == pytest.approx([0.25, 0.637])


def test_rows_without_a_value_are_counted(write, tmp_path):
    write("a.csv", "model,task,value\na,t,0.5\nb,t,\n,t,0.1\n")
    found = ingest([tmp_path])
    assert len(found.scores) == 1
    assert found.problems == ["2 rows without a model, a task or a finite value"]


def test_many_files_are_read_by_several_processes(write, tmp_path, monkeypatch):
    monkeypatch.setattr(read_module, "ALONE", 3)
    for step in range(1, 9):
        write(f"{step}.json", old_harness(step=step, acc=step / 10))
    together = ingest([tmp_path], jobs=2)
    alone = ingest([tmp_path], jobs=1)
    assert together.scores.equals(alone.scores)


def test_a_round_trip_of_published_records(write, tmp_path):
    """Pythia's records, written as the harness wrote them, come back as they were."""
    records = load("pythia_scores").query("suite == 'v1' and metric == 'acc'")
    records = records[records["model"].isin(["pythia-160m", "pythia-1.4b"])]
    for (model, step, shots), part in records.groupby(["model", "step", "n_shot"]):
        results = {
            row.task: {"acc": row.value, "acc_stderr": row.stderr}
            for row in part.itertuples()
        }
        about = {"model": "hf", "num_fewshot": shots}
        about["model_args"] = f"pretrained=EleutherAI/{model},revision=step{step}"
        write(f"{model}/{step}-{shots}.json", {"results": results, "config": about})
    side = "model,params,tokens_per_step\npythia-160m,1.6e8,2097152\n"
    found = ingest([tmp_path / m for m in ("pythia-160m", "pythia-1.4b")],
                   models=write("models.csv", side))  # fmt: skip
    keys = ["model", "step", "n_shot", "task"]
    records = records.astype({"step": float, "n_shot": float})
    joined = found.scores.merge(records, on=keys, suffixes=("", "_published"))
    assert len(joined) == len(found.scores) == len(records)
    assert (joined["value"] == joined["value_published"]).all()
    assert (joined["stderr"] == joined["stderr_published"]).all()
    small = found.scores[found.scores["model"] == "pythia-160m"]
    assert (small["tokens"] == small["step"] * 2097152).all()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
PARTS = st.dictionaries(
    st.sampled_from(
        ["results", "config", "n-shot", "n-samples", "higher_is_better", "model_name"]
    ),
    JSON,
    max_size=3,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=PARTS, task=st.text(max_size=8), value=JSON)
def test_strange_results_give_a_table_or_a_problem(tmp_path, changed, task, value):
    found = new_harness() | changed
    if isinstance(found.get("results"), dict):
        found["results"] = found["results"] | {task: value}
    path = tmp_path / "x.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    told = read_file(path)
    assert (told.problem is None) == bool(told.scores)
    assert len((told.problem or "fine").splitlines()) == 1
    if told.scores:
        read = ingest([path])
        assert read.scores["value"].notna().all()
        assert read.scores["model"].str.len().gt(0).all()
