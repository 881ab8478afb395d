"""Re-execute the committed notebooks in place, the same bytes every time."""

from pathlib import Path

from emergestudy.runner.execute import execute
from emergestudy.runner.notebooks import read_notebook, write_notebook
from emergestudy.runner.strip import strip_noise


def refresh(notebook: Path, scratch: Path, log: Path) -> bool:
    """Run a notebook with its defaults and store the outputs in the file itself.

    Parameters
    ----------
    notebook : Path
        The committed notebook. It is replaced only if every cell succeeds.
    scratch, log : Path
        As in `emergestudy.runner.execute.execute`.

    Returns
    -------
    bool
        Whether the file changed.
    """
    before = notebook.read_bytes()
    fresh = strip_noise(execute(notebook, {}, scratch, log))
    for old, new in zip(read_notebook(notebook)["cells"], fresh["cells"], strict=True):
        new["id"] = old.get("id", new.get("id"))
    write_notebook(fresh, notebook)
    return notebook.read_bytes() != before
