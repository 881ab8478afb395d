import json


def test_refresh_stores_outputs_and_check_accepts_them(run, study, capfd):
    assert run("refresh").output == "squares: changed\n"
    assert run("refresh", "squares").output == "squares: unchanged\n"
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "2 passed" in capfd.readouterr().out


def test_check_refuses_a_stored_output_that_is_not_what_comes_out(run, study, capfd):
    run("refresh")
    path = study / "notebooks" / "squares.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["outputs"][-1]["text"] = ["10 plain\n"]
    path.write_text(json.dumps(notebook))
    done = run("check")
    assert done.exit_code == 1
    assert "'emergestudy refresh'" in done.output
    assert "1 failed" in capfd.readouterr().out


def test_check_names_problems_of_form(run, study, write_notebook, capfd):
    write_notebook("1", name="bare", folder=study / "notebooks")
    done = run("check")
    assert done.exit_code == 1
    assert "bare.ipynb: the first code cell is not tagged" in done.output


def test_an_unknown_notebook_refreshes_nothing(run, study):
    before = (study / "notebooks" / "squares.ipynb").read_bytes()
    done = run("refresh", "squares", "circles")
    assert done.exit_code == 2
    assert (study / "notebooks" / "squares.ipynb").read_bytes() == before
