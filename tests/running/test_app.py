"""The command: its help, its errors, its exit codes."""

import pytest

from emergestudy.cli.app import COMMANDS


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_every_command_has_help(run, name):
    done = run(*([name] if name else []), "--help")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3
    assert name or all(f"  {each} " in done.output for each in COMMANDS)


def test_errors_are_one_line_and_name_the_nearest(run):
    done = run("data", "modles")
    assert done.exit_code == 2
    assert done.output == "error: no table named 'modles'; did you mean 'models'?\n"
    done = run("rnu")
    assert done.exit_code == 2
    assert "did you mean 'run'" in done.output


def test_ctrl_c_is_one_line(run, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("emergestudy.data.tables", stop)
    done = run("data")
    assert done.exit_code == 1
    assert done.output.startswith("stopped")
