"""The command: its help, its errors, its exit codes."""

import pytest

from emergestudy.cli.app import COMMANDS


def test_help_names_every_command(run):
    done = run("--help")
    assert done.exit_code == 0
    assert all(f"  {name} " in done.output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run, name):
    done = run(name, "--help")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3


def test_a_misspelled_command_names_the_nearest(run):
    done = run("rnu")
    assert done.exit_code == 2
    assert "did you mean 'run'" in done.output


def test_the_study_s_errors_are_one_line(run):
    done = run("data", "modles")
    assert done.exit_code == 2
    assert done.output == "error: no table named 'modles'; did you mean 'models'?\n"


def test_ctrl_c_is_one_line(run, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("emergestudy.data.tables", stop)
    done = run("data")
    assert done.exit_code == 1
    assert done.output.startswith("stopped")
