"""Sweeps: what is planned, run, kept, gathered and drawn."""

import csv
import itertools
import json
import os
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import StudyError, UsageError
from emergestudy.running import sweep
from emergestudy.running.fingerprint import study_key
from emergestudy.running.sweep import Plan, Store, gather, run_sweep
from emergestudy.running.workers import Outcome, Task, _run_task, drive

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def test_runs_are_planned_once_and_results_are_found_by_their_end(plan_of):
    plan = plan_of("x=1,2", "items=a,b+c", fail_at=7)
    assert len({task.key for task in plan.tasks}) == 4
    given = [(t.parameters["x"], t.parameters["items"]) for t in plan.tasks]
    assert given == [(x, items) for x in (1, 2) for items in (["a"], ["b", "c"])]
    assert plan.tasks[0].parameters["fail_at"] == 7
    assert 'outputs": [{' not in plan.tasks[0].text
    keys = {plan_of("x=1", collect=names).tasks[0].key for names in ([], ["cube"])}
    assert len(keys) == 2
    assert plan_of("x=1", collect=["squares"]).collect == ("small/squares",)
    with pytest.raises(UsageError, match="did you mean 'small/squares'"):
        plan_of("x=1", collect=["small/square"])


def test_a_task_brings_back_scalars_or_what_is_named(plan_of):
    plan = plan_of("x=4")
    outcome = _run_task(plan.tasks[0])
    assert (outcome.error, dict(outcome.results)) == ("", {"small/cube": "64"})
    assert outcome.seconds > 0
    assert outcome.study == study_key()
    outcome = _run_task(plan_of("x=4", "items=a+b", collect=["squares"]).tasks[0])
    table = json.loads(outcome.results["small/squares"])
    assert [row["square"] for row in table["data"]] == [16, 16]


@pytest.mark.parametrize(("change", "error"), [
    ({"parameters": {"fail_at": 3}}, "ValueError: cannot do 3"),
    ({"collect": ("gone",)}, "the run did not record 'gone'"),
])  # fmt: skip
def test_a_failure_is_an_outcome(plan_of, change, error):
    outcome = _run_task(replace(plan_of("x=4").tasks[0], **change))
    assert (outcome.error, outcome.results) == (error, {})
    assert ("cannot do 3" in outcome.traceback) == ("ValueError" in error)


TASKS = [Task(str(i), "", {}, ()) for i in range(20)]


def driven(make, study=None):
    """Keys of runs that only come back, as an executor gives them."""
    told = Outcome("", {}, {}, 0.0, study=study or study_key())
    outcomes = drive(TASKS, make, 3, lambda task: replace(told, key=task.key))
    return (outcome.key for outcome in outcomes)


def test_no_more_runs_are_handed_out_than_asked_for_and_all_come_back():
    waiting, most = [], []

    class Slow(ThreadPoolExecutor):
        def submit(self, run, task):
            waiting.append(task)
            most.append(len(waiting))
            return super().submit(run, task)

    found = [(key, waiting.pop())[0] for key in driven(lambda: Slow(1))]
    assert 3 <= max(most) <= 4
    assert sorted(found) == sorted(t.key for t in TASKS)


class Breaking(ThreadPoolExecutor):
    """Breaks at given runs, as a pool does when a worker is killed."""

    def __init__(self, breaks, error=BrokenProcessPool):
        super().__init__(1)
        self.breaks, self.error = breaks, error

    def submit(self, run, task):
        if task.key not in self.breaks:
            return super().submit(run, task)
        self.breaks.discard(task.key)
        future = Future()
        future.set_exception(self.error("killed"))
        return future


def test_runs_that_lost_their_worker_run_again_but_not_for_ever():
    breaks, every = {"3", "11"}, {t.key for t in TASKS}
    assert set(driven(lambda: Breaking(breaks))) == every
    with pytest.raises(StudyError, match="workers died 3 times"):
        list(driven(lambda: Breaking({*every})))
    with pytest.raises(StudyError, match="the cluster is gone; what is finished"):
        list(driven(lambda: Breaking({"5"}, CancelledError)))
    with pytest.raises(StudyError, match="another version of the study"):
        next(driven(lambda: Breaking({}), "another"))


@pytest.fixture
def swept(tmp_path, monkeypatch):
    """Sweep in this process; what ran is kept."""
    ran = []

    def go(plan, **options):
        def drive(tasks, make, ahead):
            ran.extend(tasks)
            return map(_run_task, tasks)

        monkeypatch.setattr(sweep, "drive", drive)
        return run_sweep(plan, Store(tmp_path / "runs"), None, ahead=2, **options)

    go.ran = ran
    return go


def test_cells_that_change_nothing_of_what_is_collected_are_left_out(swept, plan_of):
    plan = plan_of("x=1,2,3", collect=["cube"])
    whole, (bare, drawn) = plan.tasks[0].text, plan.shorter
    holds = [("plt.plot" in text, "later" in text) for text in (whole, drawn, bare)]
    assert holds == [(True, True), (True, False), (False, False)]
    wrong = tuple(text.replace("x**3", "x**3 + 1") for text in plan.shorter)
    for texts, then in [
        ((bare, drawn), bare), ((wrong[0], drawn), drawn), (wrong, whole), ((), whole),
    ]:  # fmt: skip
        swept.ran.clear()
        assert swept(replace(plan, shorter=texts), fresh=True).short is (then != whole)
        assert [t.text for t in swept.ran] == [whole, *texts, then, then]
    assert len(plan_of("x=1,2").shorter) == 1  # nothing named: to the last cell


def test_finished_runs_are_kept_and_a_failed_one_decides_nothing(swept, plan_of):
    result = swept(plan_of("x=1,2,3,4", collect=["cube"], fail_at=1))
    assert (result.ran, result.reused, result.short) == (3, 0, True)
    (failed,) = result.failed.values()
    assert (failed.error, failed.parameters["x"]) == ("ValueError: cannot do 1", 1)
    again = swept(plan_of("x=1:5:5", collect=["cube"], fail_at=1))
    assert (again.ran, again.reused, len(again.failed)) == (1, 3, 1)
    fresh = swept(plan_of("x=2,3", collect=["cube"], fail_at=1), fresh=True)
    assert (fresh.ran, fresh.reused, fresh.failed) == (2, 0, {})


def test_a_finished_run_is_kept_whole_and_a_failure_leaves_a_log(tmp_path):
    store = Store(tmp_path / "runs")
    assert store.read("k") is None
    made = {"key": "k", "parameters": {"x": 1}, "seconds": 0.5, "study": "s"}
    made |= {"results": {"a": "2"}}
    store.keep(Outcome(**made))
    assert store.read("k") == made
    (file,) = store.folder.iterdir()
    whole = file.read_text()
    file.with_name("other.json").write_text(whole)
    assert store.read("other") is None
    file.write_text(whole[:-5])
    assert store.read("k") is None
    store.keep(Outcome("k", {"x": 1}, {}, 0.5, "ValueError: no", "line 1"))
    assert store.read("k") is None
    assert "\n\nline 1\n" in store.log("k").read_text()
    store.keep(Outcome("k", {"x": 1}, {}, 0.5))
    assert not store.log("k").exists()


@pytest.fixture
def gathered(tmp_path):
    def go(plan, runs=None):
        store, file = Store(tmp_path / "runs"), tmp_path / "results.csv"
        for task in plan.tasks[:runs]:
            store.keep(_run_task(task))
        return gather(plan, store, file), pd.read_csv(file, keep_default_na=False)

    return go


def test_a_table_keeps_its_rows_lists_are_joined_and_what_is_unfinished_is_left_out(
    gathered, plan_of, tmp_path
):
    plan = plan_of("x=1,2,3", "items=NA+null", collect=["squares"])
    rows, table = gathered(plan, runs=2)
    assert rows == 4
    assert not list(tmp_path.glob(".results*"))
    assert table["items"].tolist() == ["NA+null"] * 4
    assert table["item"].tolist() == ["NA", "null"] * 2
    assert table["square"].tolist() == [1, 1, 4, 4]
    _, table = gathered(plan_of("x=2", collect=["squares", "cube"]))
    assert table["result"].tolist() == ["small/squares", ""]
    assert table["small/cube"].tolist() == ["", "8"]


def test_a_clash_of_names_is_told_apart_and_formulas_are_texts(tmp_path):
    text = json.dumps({"schema": {}, "data": [{"x": "=1+1", "v": -2}, {"v": "-a"}]})
    plan = Plan("n", {"x": [1]}, (), (Task("k", "", {"x": 1}, ()),))
    store = Store(tmp_path)
    store.keep(Outcome("k", {"x": 1}, {"t": text}, 0.1))
    assert gather(plan, store, tmp_path / "r.csv") == 2
    with (tmp_path / "r.csv").open() as file:
        assert list(csv.DictReader(file)) == [
            {"x": "1", "result_x": "'=1+1", "v": "-2"},
            {"x": "1", "result_x": "", "v": "'-a"},
        ]


@pytest.fixture
def results(close_figures):
    grid = itertools.product((0.7, 0.8, 0.9), ("a", "b"), (1, 2, 3))
    rows = pd.DataFrame(grid, columns=["level", "how", "k"])
    emergent = (rows["level"] < 0.8) | (rows["k"] > 1)
    rows = rows.assign(point=10 ** rows["level"] * rows["k"], same=3)
    rows["verdict"] = np.where(emergent, "emergent", "flat")
    return rows.assign(name="n" + rows.pop("k").astype(str))


def test_only_what_varies_is_drawn_and_the_first_parameter_comes_first(results):
    def found(table, axes):
        return list(sweep._varying(table, axes)["result"].unique())

    kinds = ["verdict: emergent (%)", "verdict: flat (%)"]
    assert found(results, ["level", "how"])[:3] == ["point", *kinds]
    table = results.assign(of_how=lambda t: (t["how"] == "a") * 1.0)
    table = table[["level", "how", "of_how", "point"]]
    assert found(table, ["level", "how"]) == ["point", "of_how"]
    assert found(table, ["how", "level"]) == ["of_how", "point"]


def test_numbers_are_medians_of_the_rows_of_a_run_and_kinds_are_shares(results):
    numbers, kinds = sweep._overview(results, ["level", "how"]).axes[:2]
    medians = 2 * 10 ** np.array([0.7, 0.8, 0.9])
    assert numbers.lines[0].get_ydata() == pytest.approx(medians)
    assert kinds.lines[0].get_ydata() == pytest.approx([100, 200 / 3, 200 / 3])
    last = sweep._overview(results, ["how", "level"]).axes[-1]
    assert [t.get_text() for t in last.get_xticklabels()] == ["a", "b"]
    with pytest.raises(UsageError, match="nothing varies"):
        sweep._overview(results[["level", "same"]], ["level"])


def test_a_grid_becomes_a_table_and_a_picture(run, study):
    assert run("refresh", "squares").exit_code == 0
    grid = ["sweep", "squares", "-g", "x=1,2,3", "-g", "how", "plain,loud"]
    made = run(*grid)
    assert made.exit_code == 0, made.output
    file, picture = made.output.split()[-2:]
    assert made.output.startswith("6 runs; 6 rows")
    table = pd.read_csv(file)
    assert table["square"].tolist() == [1, 1, 4, 4, 9, 9]
    assert list(table.columns) == ["x", "how", "square"]
    assert picture.endswith("overview.png")
    again = run(*grid, "--resume")
    assert again.output.startswith("0 runs, 6 were there already; 6 rows")


def test_failures_are_named_and_end_with_1(run, chapter):
    sweep = ["sweep", "chapter", "-g", "x=0,1,2", "-p", "fail_at=0", "--out", "o"]
    made = run(*sweep)
    assert made.exit_code == 1
    assert "failed: x=0: ValueError: cannot do 0; see " in made.output
    assert "2 runs, without cells that it does not need, 1 failed; 2" in made.output
    (place,) = [p for p in (chapter.parents[1] / "o").iterdir() if p.name != "runs"]
    (place / "sweep.lock").unlink()
    assert (made := run(*sweep)).exit_code == 2
    assert "was not made by a sweep" in made.output


def test_what_hangs_is_stopped_told_and_leaves_nothing(run, study, chapter):
    hangs = ["-p", "seconds", "90", "--timeout", "2"]
    made = run("sweep", "chapter", "-g", "x=1", *hangs)
    assert "failed: x=1: a cell ran longer than 2 s" in made.output
    made = run("run", "chapter", *hangs)
    told = "error: chapter: a cell ran longer than 2 s and was stopped\n"
    assert (made.exit_code, made.output) == (1, told)
    assert [p.name for p in (study / "_runs").iterdir()] == ["sweeps"]
