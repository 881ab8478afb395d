"""An edition: the whole book with other parameters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from emergestudy.errors import UsageError, unknown
from emergestudy.runner.fingerprint import parameters_hash
from emergestudy.runner.notebooks import find_notebook, notebook_paths
from emergestudy.runner.parameters import read_parameters
from emergestudy.runner.values import check_values

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
    solutions : bool
        Whether the exercises have their solutions.
    """

    name: str
    title: str = ""
    parameters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    solutions: bool = True


def read_edition(root: Path, given: str | None, pairs: Sequence[tuple]) -> Edition:
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

    Returns
    -------
    Edition
        Without a name if nothing was given.

    Raises
    ------
    UsageError
        If the file, a notebook, a parameter or a value is not right.
    """
    nothing = ("", "", {}, True)
    stem, title, wanted, solved = nothing if given is None else _read(root, given)
    for name, value in pairs:
        notebook, dot, parameter = name.rpartition(".")
        if not dot or not notebook:
            raise UsageError(f"-p {name}: write NOTEBOOK.PARAMETER and the value")
        wanted.setdefault(notebook, {})[parameter] = value
    values = {name: _checked(root, name, each) for name, each in wanted.items()}
    values = {name: each for name, each in values.items() if each}
    if given is None and not pairs:
        return Edition("")
    if pairs:
        stem = "-".join(filter(None, [stem, parameters_hash(values)]))
    return Edition(stem, title or stem, values, solved)


def _read(root: Path, given: str) -> tuple[str, str, dict, bool]:
    path = _file(root, given)
    found = _parsed(path)
    wanted, solved = found.get("parameters", {}), found.get("solutions", True)
    if not found or not isinstance(wanted, dict) or set(found) - set(_KEYS):
        raise UsageError(f"{path} may have {', '.join(_KEYS)}, parameters by notebook")
    if not isinstance(solved, bool):
        raise UsageError(f"{path}: solutions is true or false, not {solved!r}")
    if not _NAME.fullmatch(path.stem):
        raise UsageError(f"{path.name}: name it with letters, digits, - and _")
    if any(not isinstance(each, dict) for each in wanted.values()):
        raise UsageError(f"{path}: below each notebook list PARAMETER: VALUE")
    title = str(found.get("title") or path.stem)
    return path.stem, title, {str(k): dict(v) for k, v in wanted.items()}, solved


def _file(root: Path, given: str) -> Path:
    """Return the path of an edition that is given by name or by path."""
    path = Path(given)
    if path.suffix in (".yaml", ".yml"):
        return path
    folder = root / "book" / "editions"
    known = sorted(p.stem for p in folder.glob("*.yaml"))
    if given not in known:
        raise UsageError(unknown("edition", given, known or ["none"]))
    return folder / f"{given}.yaml"


def _parsed(path: Path) -> dict:
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        first = str(error).splitlines()[0]
        raise UsageError(f"{path} cannot be read ({first})") from None
    return found if isinstance(found, dict) else {}


def _checked(root: Path, name: str, given: Mapping[str, object]) -> dict[str, object]:
    if name not in notebook_paths(root):
        raise UsageError(unknown("notebook", name, notebook_paths(root)))
    known = read_parameters(find_notebook(name, root))
    values = check_values(name, known, given)
    defaults = {p.name: p.default for p in known}
    return {k: v for k, v in values.items() if v != defaults[k]}
