import shutil
import subprocess

import pytest

STUB = """#!/bin/sh
case "$2" in
  *version_info*) exit {version} ;;
  *ensurepip*) exit {venv} ;;
esac
exit 9
"""


@pytest.mark.parametrize(
    ("version", "venv", "told"),
    [(1, 0, "Python 3.11 or newer is needed"), (0, 1, "apt-get install python3-venv")],
)
def test_a_machine_that_lacks_something_is_told_what(
    root, tmp_path, version, venv, told
):
    shutil.copy(root / "Makefile", tmp_path)
    for name in ("pyproject.toml", "requirements.lock", "README.md", "LICENSE"):
        shutil.copy(root / name, tmp_path)
    python = tmp_path / "python-stub"
    python.write_text(STUB.format(version=version, venv=venv))
    python.chmod(0o755)
    done = subprocess.run(
        ["make", "install", f"PYTHON={python}"], cwd=tmp_path, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert told in done.stdout
    assert not (tmp_path / ".venv").exists()
