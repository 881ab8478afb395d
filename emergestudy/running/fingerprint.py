"""One hash of all that can change what a notebook prints."""

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import emergestudy
from emergestudy import paths
from emergestudy.running.files import digest
from emergestudy.running.notebooks import code_cells, read_notebook, records, source

ALL = "*"
"""In place of names of tables: all of them."""
PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "seaborn")
_FROM = re.compile(r"^\s*from (emergestudy(?:\.\w+)*) import (\([^)]*\)|[^\n]+)", re.M)
_IMPORT = re.compile(r"^\s*import (emergestudy(?:\.\w+)*)\b", re.M)
_NAME = re.compile(r"(\w+)(?:\s+as\s+\w+)?")


def notebook_key(
    notebook: Path, parameters: Mapping[str, object], tables: Iterable[str] = (ALL,),
    reads: Path | None = None,
) -> str:  # fmt: skip
    """Hash the code of a notebook, its parameters and everything that it uses.

    That is the modules that it imports, at any distance; the `tables` that it read when
    it last ran (`ALL` of them by default); what the notebooks in the folder `reads`
    recorded; the lock file and Python's version. Text cells do not count.
    """
    code = [source(c) for c in code_cells(read_notebook(notebook))]
    lock = notebook.parent.parent / "requirements.lock"
    others = sorted(reads.glob("*.ipynb")) if reads else []
    others = [p for p in others if p.stem != notebook.stem]
    parts = [code, dict(parameters), platform.python_version(), _tables(tables)]
    parts += [[p.stem, records(read_notebook(p))] for p in others]
    parts += [digest(f) for f in [*_module_files(code), lock] if f.is_file()]
    return _sha(json.dumps(parts, sort_keys=True, default=str).encode())


@cache
def study_key() -> str:
    """Hash the whole package, its tables and the versions of what computes with them.

    It needs no checkout: two machines with the same key give the same numbers.
    """
    files = sorted(paths.PACKAGE.rglob("*.py"))
    versions = [platform.python_version(), *(version(name) for name in PACKAGES)]
    parts = [versions, data_hash(), [digest(file) for file in files]]
    return _sha(json.dumps(parts).encode())


def data_hash() -> str:
    """Hash all tables and their descriptor."""
    files = sorted(p for p in paths.data_dir().iterdir() if p.is_file())
    return _sha("".join(map(digest, files)).encode())


def _tables(names: Iterable[str]) -> object:
    """Describe tables by what their descriptor says and what their files hold."""
    names = set(names)
    if ALL in names:
        return data_hash()
    folder = paths.data_dir()
    told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    used = [r for r in told["resources"] if r["name"] in names]
    found = [json.dumps(r) + (digest(folder / r["path"]) or "") for r in used]
    return [*found, sorted(names - {r["name"] for r in used})]


def _module_files(sources: Iterable[str]) -> list[Path]:
    """Return the files of the package that some code imports, at any distance."""
    todo = [file for text in sources for file in _direct(text)]
    found: set[Path] = set()
    while todo:
        file = todo.pop()
        if file not in found:
            found.add(file)
            todo += _imported(file, file.stat().st_mtime_ns)
    return sorted(found)


@cache
def _imported(file: Path, changed: int) -> tuple[Path, ...]:
    return tuple(_direct(file.read_text(encoding="utf-8")))


def _direct(text: str) -> Iterator[Path]:
    """Give the files that a text imports; a public name means that of its home."""
    for module in _IMPORT.findall(text):
        yield from _files(module)
    for module, names in _FROM.findall(text):
        names = re.sub(r"#[^\n]*", "", names).strip("() \n")
        for name in _NAME.findall(names):
            if module == "emergestudy" and name in emergestudy.__all__:
                yield from _files(f"emergestudy.{emergestudy._HOME[name]}")
            else:
                yield from _files(f"{module}.{name}") or _files(module)


def _files(module: str) -> list[Path]:
    """Return a module's file and those of the packages around it, or nothing."""
    *above, last = module.split(".")[1:] or ["__init__"]
    path = paths.PACKAGE.joinpath(*above, last)
    own = [f for f in (path.with_suffix(".py"), path / "__init__.py") if f.is_file()]
    folders = [paths.PACKAGE.joinpath(*above[: i + 1]) for i in range(len(above))]
    return own and [own[0], *(folder / "__init__.py" for folder in folders)]


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
