"""Which modules of the package some code uses, directly or through others."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import emergestudy
from emergestudy.paths import PACKAGE

_FROM = re.compile(r"^\s*from (emergestudy(?:\.\w+)*) import (\([^)]*\)|[^\n]+)", re.M)
_IMPORT = re.compile(r"^\s*import (emergestudy(?:\.\w+)*)\b", re.M)
_NAME = re.compile(r"(\w+)(?:\s+as\s+\w+)?")


def module_files(sources: Iterable[str]) -> list[Path]:
    """Return the files of the package that some code imports, at any distance.

    Parameters
    ----------
    sources : iterable of str
        Python code, for instance the cells of a notebook.

    Returns
    -------
    list of Path
        Sorted. Public names count as the package they come from, so that
        ``from emergestudy import record`` does not mean the whole study.
    """
    todo = [file for text in sources for file in _direct(text)]
    found: set[Path] = set()
    while todo:
        file = todo.pop()
        if file not in found:
            found.add(file)
            todo += _of_file(file, file.stat().st_mtime_ns)
    return sorted(found)


@cache
def _of_file(file: Path, changed: int) -> tuple[Path, ...]:
    return tuple(_direct(file.read_text(encoding="utf-8")))


def _direct(text: str) -> Iterator[Path]:
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
    parts = module.split(".")[1:]
    path = PACKAGE.joinpath(*parts)
    if path.with_suffix(".py").is_file() and parts:
        own = path.with_suffix(".py")
    elif (path / "__init__.py").is_file():
        own = path / "__init__.py"
    else:
        return []
    around = [PACKAGE.joinpath(*parts[:i]) / "__init__.py" for i in range(len(parts))]
    return [own, *around[1:]]
