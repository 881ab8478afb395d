import pytest

from emergestudy.errors import StudyError
from emergestudy.runner.executed import Job, run_job, run_jobs


@pytest.fixture
def job(study):
    return Job(study / "notebooks" / "squares.ipynb", {}, study / "_build")


def test_a_notebook_runs_once_until_something_changes(job, study):
    assert run_jobs([job], processes=1) == ["squares"]
    assert run_jobs([job], processes=1) == []
    other = Job(job.notebook, {"x": 5}, study / "_build" / "other")
    assert run_jobs([job, other], processes=1) == ["squares"]
    assert (job.is_fresh(), other.is_fresh()) == (True, True)
    (study / "requirements.lock").write_text("numpy==2\n")
    assert not job.is_fresh()


def test_the_tables_that_were_read_are_kept(write_notebook, study):
    path = write_notebook(
        "from emergestudy import load\nlen(load('models')) > 0", name="reads",
        folder=study / "notebooks",
    )  # fmt: skip
    job = Job(path, {}, study / "_build")
    run_job(job)
    assert job.record.read_text().endswith('"tables": ["model_sizes", "models"]}')
    assert sorted(p.name for p in job.executed.parent.iterdir()) == [
        "reads.ipynb", "reads.json",
    ]  # fmt: skip


def test_half_a_record_or_no_notebook_is_not_fresh(job):
    run_job(job)
    whole = job.record.read_text()
    job.record.write_text(whole[:20])
    assert not job.is_fresh()
    job.record.write_text(whole)
    job.executed.unlink()
    assert not job.is_fresh()


def test_a_notebook_that_hangs_is_stopped_and_leaves_no_result(write_notebook, study):
    path = write_notebook(
        "import time; time.sleep(60)", name="slow", folder=study / "notebooks"
    )
    job = Job(path, {}, study / "_build", timeout=0.3)
    with pytest.raises(StudyError, match=r"slow: a cell ran longer than 0\.3 s"):
        run_jobs([job], processes=1)
    assert not job.executed.exists()
    assert not job.is_fresh()
