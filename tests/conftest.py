import json
import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from nbformat.v4 import new_code_cell, new_notebook

# Tests run side by side: threads of one would only wait for those of the other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# On a busy machine an example may take long; how long is no matter of a test.
settings.register_profile(
    "study", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("study")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def run():
    """Give a command in this process."""
    from emergestudy.cli import main

    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def write_notebook(tmp_path):
    """Write a small notebook; cells are code, or (code, metadata)."""

    def write(*cells, name="small", folder=None):
        made = []
        for number, cell in enumerate(cells):
            code, metadata = cell if isinstance(cell, tuple) else (cell, {})
            made.append(new_code_cell(code, id=f"cell-{number}", metadata=metadata))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
        path = (folder or tmp_path) / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(new_notebook(cells=made, metadata=metadata)))
        return path

    return write


@pytest.fixture(autouse=True, scope="session")
def ctrl_c_works():
    """A shell's background jobs ignore Ctrl-C, and so would what tests start."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def no_window():
    import matplotlib

    matplotlib.use("agg")


@pytest.fixture
def close_figures():
    """Close what a test drew."""
    yield
    import matplotlib.pyplot as plt

    plt.close("all")
