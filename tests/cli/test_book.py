def test_the_page_to_open_is_printed(run, study):
    done = run("book", "--jobs", "1")
    assert done.exit_code == 0, done.output
    assert done.output.endswith("_build/html/index.html\n")


def test_jobs_must_be_positive(run, study):
    done = run("book", "--jobs", "0")
    assert done.exit_code == 2
    assert "at least 1" in done.output


def test_without_a_browser_no_work_is_begun(run, study, monkeypatch):
    monkeypatch.setenv("PATH", str(study))
    done = run("book", "--pdf")
    assert done.exit_code == 2
    assert "apt-get install chromium" in done.output
    assert not (study / "_build").exists()
