import json
import os

import pytest

from emergestudy.sweep.task import Task, collected, run_task

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def test_all_scalars_or_the_named_results_come_back(plan_of):
    outcome = run_task(plan_of("x=4").whole[0])
    assert (outcome.error, dict(outcome.results)) == ("", {"small/cube": "64"})
    assert outcome.seconds > 0
    outcome = run_task(plan_of("x=4", "items=a+b", collect=["squares"]).whole[0])
    table = json.loads(outcome.results["small/squares"])
    assert [row["square"] for row in table["data"]] == [16, 16]


def test_a_failure_is_an_outcome(plan_of):
    outcome = run_task(plan_of("x=4", fail_at=4).whole[0])
    assert outcome.error == "ValueError: cannot do 4"
    assert "cannot do 4" in outcome.traceback
    assert outcome.results == {}


def test_a_cell_that_hangs_or_dies_is_an_outcome(write_notebook):
    for code, told in [
        ("import time; time.sleep(60)", "a cell ran longer than 0.3 s"),
        (
            "import os; os.kill(os.getpid(), 9)",
            "the process that ran the notebook died",
        ),
    ]:
        text = write_notebook(code).read_text()
        assert run_task(Task("k", text, {}, (), 0.3)).error.startswith(told)


def test_a_result_that_was_not_recorded_is_an_error(plan_of):
    task = plan_of("x=4").whole[0]
    outcome = run_task(Task("k", task.text, {"x": 1}, ("gone",)))
    assert outcome.error == "the run did not record 'gone'"
    assert collected({"cells": []}, ()) == {}
