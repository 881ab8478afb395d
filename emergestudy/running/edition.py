"""An edition: the whole book with other parameters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from emergestudy.errors import UsageError, unknown
from emergestudy.running.notebooks import chapters
from emergestudy.running.parameters import read_yaml, short_hash, values_of

_NAME = re.compile(r"[A-Za-z0-9][\w-]{0,40}")
_KEYS = ("title", "parameters", "solutions")


@dataclass(frozen=True)
class Edition:
    """Parameters of the book that differ from the defaults.

    Attributes
    ----------
    name : str
        Folder of its pages; empty for the book as it is.
    title : str
        What a page calls it.
    parameters : dict
        By notebook and parameter, checked; values that are the default are left out.
    changed : dict
        By notebook and parameter, what it is ``now`` and in the ``book``.
    solutions : bool
        Whether it has the solutions of exercises and the notes for facilitators.
    """

    name: str = ""
    title: str = ""
    parameters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    changed: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    solutions: bool = True


def read_edition(
    root: Path,
    given: str | None = None,
    pairs: Sequence[tuple[str, str]] = (),
    name: str | None = None,
) -> Edition:
    """Read an edition from a file and from the command line.

    Parameters
    ----------
    root : Path
        The checkout.
    given : str, optional
        Path of a YAML file, or the name of one in ``book/editions``; its keys are
        ``title``, ``parameters``, by notebook, and ``solutions``.
    pairs : sequence of (str, str)
        ``NOTEBOOK.PARAMETER`` and a value; they override the file.
    name : str, optional
        What it is called, in place of the file's name or a hash of the pairs.

    Returns
    -------
    Edition
        Without a name if nothing was given.

    Raises
    ------
    UsageError
        If the file, a notebook, a parameter or a value is not right.
    """
    if given is None and not pairs:
        if name:
            raise UsageError("--name needs an edition: -p or --edition")
        return Edition()
    stem, title, wanted, solved = "", "", {}, True
    if given is not None:
        stem, title, wanted, solved = _read(root, given)
    for target, value in pairs:
        notebook, dot, parameter = target.rpartition(".")
        if not dot or not notebook:
            raise UsageError(f"-p {target}: write NOTEBOOK.PARAMETER=VALUE")
        wanted.setdefault(notebook, {})[parameter] = value
    known, values, changed = chapters(root), {}, {}
    for notebook, each in wanted.items():
        if notebook not in known:
            raise UsageError(unknown("notebook", notebook, known))
        _, differs = values_of(known[notebook], each)
        if differs:
            changed[notebook] = differs
            values[notebook] = {k: told["now"] for k, told in differs.items()}
    if pairs and not name:
        stem = "-".join(filter(None, [stem, short_hash(values)]))
    if name and not _NAME.fullmatch(name):
        raise UsageError(f"--name {name}: use letters, digits, - and _")
    title = title if title and not pairs else name or title or stem
    return Edition(name or stem, title, values, changed, solved)


def _read(root: Path, given: str) -> tuple[str, str, dict, bool]:
    path = Path(given)
    if path.suffix not in (".yaml", ".yml"):
        folder = root / "book" / "editions"
        known = sorted(p.stem for p in folder.glob("*.yaml"))
        if given not in known:
            raise UsageError(unknown("edition", given, known or ["none"]))
        path = folder / f"{given}.yaml"
    found = read_yaml(path)
    wanted, solved = found.get("parameters", {}), found.get("solutions", "true")
    if not found or not isinstance(wanted, dict) or set(found) - set(_KEYS):
        raise UsageError(f"{path} may have {', '.join(_KEYS)}, parameters by notebook")
    if solved not in ("true", "false"):
        raise UsageError(f"{path}: solutions is true or false, not {solved!r}")
    if not _NAME.fullmatch(path.stem):
        raise UsageError(f"{path.name}: name it with letters, digits, - and _")
    if any(not isinstance(each, dict) for each in wanted.values()):
        raise UsageError(f"{path}: below each notebook list PARAMETER: VALUE")
    return path.stem, str(found.get("title") or path.stem), wanted, solved == "true"
