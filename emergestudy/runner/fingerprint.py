"""One hash of all that can change what a notebook prints."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from emergestudy.data import ALL, read_descriptor
from emergestudy.paths import data_dir
from emergestudy.runner.imports import module_files
from emergestudy.runner.notebooks import code_cells, read_notebook, source


def notebook_key(
    notebook: Path, parameters: Mapping[str, object], tables: Iterable[str]
) -> str:
    """Hash the code of a notebook, its parameters and everything that it uses.

    That is the modules that it imports, at any distance; the tables that it read when
    it last ran; the lock file and Python's version. Text cells do not count: editing
    prose does not run a notebook again.

    Parameters
    ----------
    notebook : Path
        The notebook.
    parameters : mapping of str to object
        Values of the run; empty for the defaults.
    tables : iterable of str
        Names of tables; `emergestudy.data.ALL` means all of them.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    code = [source(c) for c in code_cells(read_notebook(notebook))]
    lock = notebook.parent.parent / "requirements.lock"
    return code_key(code, parameters, tables, [lock])


def code_key(
    code: Sequence[str],
    parameters: Mapping[str, object],
    tables: Iterable[str],
    files: Iterable[Path],
) -> str:
    """Hash code with its parameters, and all that it uses; as `notebook_key`.

    Parameters
    ----------
    code : sequence of str
        Python code.
    parameters, tables
        As in `notebook_key`.
    files : iterable of Path
        Files that count besides the modules; those that do not exist are left out.
    """
    used = [f for f in [*module_files(code), *files] if f.is_file()]
    parts = [list(code), dict(parameters), platform.python_version(), _tables(tables)]
    parts += [_sha(f.read_bytes()) for f in used]
    return _sha(json.dumps(parts, sort_keys=True, default=str).encode())


def data_hash() -> str:
    """Hash all tables."""
    files = sorted(p for p in data_dir().iterdir() if p.is_file())
    return _sha("".join(_sha(f.read_bytes()) for f in files).encode())


def parameters_hash(parameters: Mapping[str, object]) -> str:
    """Return the short hash that names the folder of a run."""
    return _sha(json.dumps(dict(parameters), sort_keys=True).encode())[:8]


def _tables(names: Iterable[str]) -> list[list[str]]:
    """Describe tables by what their descriptor says and what their files hold."""
    known = read_descriptor()
    wanted = list(known) if ALL in (names := list(names)) else sorted(set(names))
    found = []
    for name in wanted:
        table = known.get(name)  # a table that is gone changes the key
        held = table and table.path.is_file() and _sha(table.path.read_bytes())
        told = table and [table.sha256, repr(table.fields), repr(table.joins)]
        found.append([name, str(told), str(held)])
    return found


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
