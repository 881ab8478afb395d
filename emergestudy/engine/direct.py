"""One run without papermill, whose import takes longer than many a chapter.

Parameters go in and outputs come out as papermill and the warm engine do it; a test
compares both.
"""

import copy
from collections.abc import Mapping
from pathlib import Path

from emergestudy.engine.child import Child
from emergestudy.engine.preload import preload
from emergestudy.errors import StudyError

TAG, INJECTED = "parameters", "injected-parameters"


class CellFailed(StudyError):
    """A cell raised an error.

    Attributes
    ----------
    ename, evalue : str
        Name and text of the error.
    traceback : list of str
        Its lines.
    exec_count : int
        Which cell it was.
    """

    def __init__(self, error: Mapping[str, object], count: int) -> None:
        super().__init__(f"{error['ename']}: {error['evalue']}")
        self.ename, self.evalue = error["ename"], error["evalue"]
        self.traceback, self.exec_count = error["traceback"], count


def run_direct(
    notebook: dict,
    parameters: Mapping[str, object],
    folder: Path | None = None,
    timeout: float | None = None,
) -> dict:
    """Run a notebook in a forked child of this process.

    Parameters
    ----------
    notebook : dict
        What to run, as JSON; it is not changed.
    parameters : mapping of str to object
        Checked values; empty runs the defaults.
    folder : Path, optional
        Where it runs, if not here.
    timeout : float, optional
        Seconds that a cell may take.

    Returns
    -------
    dict
        The executed notebook, with a cell of injected parameters if there are any.

    Raises
    ------
    CellFailed
        If a cell raises an error; cells after it do not run.
    CellTimeout, ChildDied
        See `emergestudy.engine.child.Child.run`.
    """
    made = copy.deepcopy(notebook)
    if parameters:
        inject(made, parameters)
    cells = [c for c in made["cells"] if c["cell_type"] == "code"]
    preload("".join(cell["source"]) for cell in cells)
    with Child(folder) as child:
        for cell in cells:
            cell["outputs"], cell["execution_count"] = [], None
            source = "".join(cell["source"])
            if source.strip():
                outputs, count = child.run(source, timeout)
                cell["outputs"], cell["execution_count"] = outputs, count
                failed = [o for o in outputs if o["output_type"] == "error"]
                if failed:
                    raise CellFailed(failed[0], count)
    return made


def inject(notebook: dict, parameters: Mapping[str, object]) -> None:
    """Put values after the cell of parameters, or on top, in place."""
    lines = [f"{name} = {as_code(value)}" for name, value in parameters.items()]
    cell = {
        "cell_type": "code", "id": INJECTED, "metadata": {"tags": [INJECTED]},
        "source": "\n".join(["# Parameters", *lines, ""]), "outputs": [],
        "execution_count": None,
    }  # fmt: skip
    tags = [c["metadata"].get("tags", []) for c in notebook["cells"]]
    old = [i for i, t in enumerate(tags) if INJECTED in t]
    place = [i for i, t in enumerate(tags) if TAG in t]
    if old:
        notebook["cells"][old[0]] = cell
    else:
        notebook["cells"].insert(place[0] + 1 if place else 0, cell)


def as_code(value: object) -> str:
    """Write a value as papermill does: texts in double quotes."""
    if isinstance(value, str):
        escaped = value.encode("unicode_escape").decode("ascii").replace('"', r"\"")
        return f'"{escaped}"'
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(as_code, value))}]"
    if isinstance(value, dict):
        pairs = (f"{as_code(str(k))}: {as_code(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    return repr(value)
