import json
import signal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def write_notebook(tmp_path):
    """Write a small notebook; cells are code, or (code, metadata)."""

    def write(*cells, name="small", folder=None):
        made = []
        for number, cell in enumerate(cells):
            code, metadata = cell if isinstance(cell, tuple) else (cell, {})
            made.append(
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "execution_count": None,
                    "metadata": metadata,
                    "outputs": [],
                    "source": code.splitlines(keepends=True),
                }
            )
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = {
            "cells": made,
            "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        folder = folder or tmp_path
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.ipynb"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    return write


PARAMETERS = {"tags": ["parameters"]}


@pytest.fixture
def study(tmp_path, write_notebook, monkeypatch):
    """A checkout with one notebook that squares a number, as current folder."""
    folder = tmp_path / "study"
    write_notebook(
        (
            "x: int = 3  # what to square {0..100}\n"
            'how: str = "plain"  # wording {plain, loud}',
            PARAMETERS,
        ),
        "from emergestudy import record\nrecord('square', x**2)\nprint(x**2, how)",
        name="squares",
        folder=folder / "notebooks",
    )
    (folder / "_toc.yml").write_text("format: jb-book\nroot: notebooks/squares\n")
    (folder / "_config.yml").write_text(
        "title: Squares\nonly_build_toc_files: true\n"
        'execute: {execute_notebooks: "off"}\n'
        "sphinx: {config: {mathjax_path: none.js}}\n"
    )
    monkeypatch.chdir(folder)
    return folder


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
