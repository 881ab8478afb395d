"""One hash of all that can change what a notebook prints."""

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from emergestudy.paths import PACKAGE, data_dir
from emergestudy.runner.notebooks import code_cells, read_notebook, source


def notebook_key(notebook: Path, parameters: Mapping[str, object]) -> str:
    """Hash the code of a notebook, its parameters and everything it may use.

    Text cells do not count: editing prose does not run a notebook again.

    Parameters
    ----------
    notebook : Path
        The notebook.
    parameters : mapping of str to object
        Values of the run; empty for the defaults.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    code = [source(c) for c in code_cells(read_notebook(notebook))]
    root = notebook.parent.parent
    parts = [code, dict(parameters), environment_hash(root), platform.python_version()]
    return _sha(json.dumps(parts, sort_keys=True, default=str).encode())


@cache
def environment_hash(root: Path) -> str:
    """Hash the package, the tables and the lock file of a checkout."""
    lock = root / "requirements.lock"
    files = [*sorted(PACKAGE.rglob("*.py")), *_tables(), *([lock] * lock.is_file())]
    return _sha("".join(_sha(f.read_bytes()) for f in files).encode())


@cache
def data_hash() -> str:
    """Hash the tables alone."""
    return _sha("".join(_sha(f.read_bytes()) for f in _tables()).encode())


def parameters_hash(parameters: Mapping[str, object]) -> str:
    """Return the short hash that names the folder of a run."""
    return _sha(json.dumps(dict(parameters), sort_keys=True).encode())[:8]


def _tables() -> list[Path]:
    return sorted(p for p in data_dir().iterdir() if p.is_file())


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
