import pytest


def test_list_names_notebooks_figures_and_parameters(run):
    done = run("list")
    assert done.exit_code == 0
    assert done.output.startswith("few_shot_emergence\n")
    assert "figure fig-few-shot: Few-shot scores" in done.output
    assert "-p x_axis: str = train_flops" in done.output


def test_params_tells_what_is_allowed(run):
    done = run("params", "few_shot_emergence")
    assert done.exit_code == 0
    assert "    allowed: train_flops, params" in done.output
    assert "    allowed: a number from 0.5 to 0.999" in done.output


def test_a_notebook_without_parameters(run, study, write_notebook):
    write_notebook("1", name="bare", folder=study / "notebooks")
    assert run("params", "bare").output == "no parameters\n"


@pytest.mark.parametrize("command", ["params", "run"])
def test_an_unknown_notebook_names_the_nearest(run, command):
    done = run(command, "few_shot_emergance")
    assert done.exit_code == 2
    assert done.output == (
        "error: no notebook named 'few_shot_emergance'; "
        "did you mean 'few_shot_emergence'?\n"
    )
