import subprocess
import sys
import zipfile

import pytest

SCRIPT = """
import emergestudy
print(len(emergestudy.load("models")), len(emergestudy.points("gpt3_scores")))
print(emergestudy.__file__)
"""


RISE = [0.25, 0.25, 0.26, 0.4, 0.6, 0.7]


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
        [sys.executable, *arguments], cwd=tmp_path, capture_output=True, text=True,
        env={"PYTHONPATH": str(installed), "PATH": ""}, check=False,
    )  # fmt: skip


def test_tables_and_points_work_from_a_wheel(installed, tmp_path):
    done = run(installed, tmp_path, "-c", SCRIPT)
    assert done.stderr == ""
    numbers, path = done.stdout.splitlines()
    assert numbers == "67 1544"
    assert path.startswith(str(installed))


def test_a_report_needs_no_checkout_and_no_folder_misleads_it(installed, tmp_path):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: a\n")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "your_models.ipynb").write_text("{}")
    rows = "".join(f"m,{10**i},arc_easy,{s},m{i}\n" for i, s in enumerate(RISE, 6))
    (tmp_path / "in.csv").write_text(f"family,params,task,value,model\n{rows}")
    arguments = ["-m", "emergestudy", "analyze", "in.csv", "--x", "params"]
    done = run(installed, tmp_path, *arguments)
    assert done.returncode == 0, done.stderr
    assert "emergence_report.html" in done.stdout
    assert "ruan2024" not in (tmp_path / "emergence_report.html").read_text()


def test_without_a_checkout_the_command_says_what_it_needs(installed, tmp_path):
    done = run(installed, tmp_path, "-m", "emergestudy", "list")
    assert done.returncode == 2
    assert "needs a checkout of the study" in done.stderr
