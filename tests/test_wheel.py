import subprocess
import sys
import zipfile

import pytest

SCRIPT = """
import emergestudy
print(len(emergestudy.load("models")), len(emergestudy.points("gpt3_scores")))
print(emergestudy.__file__)
"""


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """The study as a wheel lays it out, far from any checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed, tmp_path, *arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_tables_and_points_work_from_a_wheel(installed, tmp_path):
    done = run(installed, tmp_path, "-c", SCRIPT)
    assert done.stderr == ""
    numbers, path = done.stdout.splitlines()
    assert numbers == "67 1544"
    assert path.startswith(str(installed))


def test_without_a_checkout_the_command_says_what_it_needs(installed, tmp_path):
    done = run(installed, tmp_path, "-m", "emergestudy", "list")
    assert done.returncode == 2
    assert "needs a checkout of the study" in done.stderr
