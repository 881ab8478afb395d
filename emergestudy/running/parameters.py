"""Parameters of a notebook: what there is, and whether a reader's values will do.

A parameter is one line, ``name: type = default  # help {allowed values}``, of the cell
that is tagged ``parameters``. Names, types and defaults are read as papermill reads
them; the braces are this study's.
"""

import ast
import hashlib
import io
import json
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

import yaml

from emergestudy.errors import StudyError, UsageError, check_known, some
from emergestudy.running import notebooks as nb

TYPES = ("bool", "float", "int", "list", "str")
FILE = "file"
MOST_SHOWN, MOST_BYTES, MOST_DEPTH = 10, 100_000, 8
_EDITION = re.compile(r"[A-Za-z0-9][\w-]{0,40}")
_KEYS = ("title", "parameters", "solutions")
_COLUMN = re.compile(r"[a-z]\w*\.[a-z]\w*")
_OUTER = (yaml.StreamStartEvent, yaml.StreamEndEvent)
_OUTER += (yaml.DocumentStartEvent, yaml.DocumentEndEvent)
_WORDS = dict.fromkeys(["true", "yes", "on"], True)
_WORDS |= dict.fromkeys(["false", "no", "off"], False)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook; its type is one of `TYPES`.

    The domain is what the braces hold: ``a, b`` lists values, ``0..1`` bounds a number,
    ``table.column`` allows what a column of the study's tables holds; ``file`` is a
    file, named from the folder of the command.
    """

    name: str
    type: str
    default: object
    help: str
    domain: str = ""

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """Allowed values, for lists of each item; empty if any value will do."""
        if ".." in self.domain or self.domain == FILE:
            return ()
        if _COLUMN.fullmatch(self.domain):
            table, column = self.domain.split(".")
            from emergestudy import load

            return tuple(sorted(load(table)[column].dropna().unique()))
        return tuple(c.strip() for c in self.domain.split(",") if c.strip())

    @property
    def bounds(self) -> tuple[float, float]:
        """Bounds of a number, inclusive."""
        if ".." not in self.domain:
            return float("-inf"), float("inf")
        low, high = self.domain.split("..")
        return float(low), float(high)

    @property
    def allowed(self) -> str:
        """Allowed values in words."""
        if self.choices:
            each = "items of " if self.type == "list" else ""
            return each + ", ".join(self.choices)
        if ".." in self.domain:
            number = "a whole number" if self.type == "int" else "a number"
            return number + " from {:g} to {:g}".format(*self.bounds)
        said = {"list": "items separated by commas, as A,B", "bool": "true or false"}
        return said.get(self.type, f"a value of type {self.type}")


def read_parameters(path: Path) -> list[Parameter]:
    """Read the parameters of a notebook, in the order of its cell.

    A line that is not of the form that this module describes is a `StudyError`.
    """
    for cell in nb.code_cells(nb.read_notebook(path)):
        if nb.has_tag(cell, nb.PARAMETERS):
            return _parse(nb.source(cell), path.name)
    return []


def _parse(text: str, where: str) -> list[Parameter]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    told = {
        t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT
    }
    found = []
    for node in ast.parse(text).body:
        if not isinstance(node, ast.AnnAssign) or node.value is None:
            cure = "write 'name: type = default  # help'"
            raise StudyError(f"{where}, parameters, line {node.lineno}: {cure}")
        name, kind = ast.unparse(node.target), ast.unparse(node.annotation)
        if kind not in TYPES:
            cure = f"use one of {', '.join(TYPES)}"
            raise StudyError(f"{where}: parameter {name!r} has type {kind!r}; {cure}")
        lines = range(node.lineno, node.end_lineno + 1)
        told_here = " ".join(told[n] for n in lines if n in told)
        text, _, braces = told_here.partition("{")
        default = ast.literal_eval(node.value)
        found.append(Parameter(name, kind, default, text.strip(), braces.rstrip("} ")))
    return found


def check_values(
    notebook: str, known: Sequence[Parameter], given: Mapping[str, object]
) -> dict[str, object]:
    """Check names, types and ranges of texts, lists of texts or values for a run.

    What is not allowed is a `UsageError` that says what is.
    """
    by_name = {p.name: p for p in known}
    for name in given:
        if not by_name:
            raise UsageError(f"{notebook} takes no parameters")
        check_known(f"parameter of {notebook}", name, by_name)
    return {name: _checked(notebook, by_name[name], v) for name, v in given.items()}


def _checked(notebook: str, parameter: Parameter, value: object) -> object:
    try:
        result = _converted(parameter.type, value)
        items = result if parameter.type == "list" else [result]
        "".join(map(str, items)).encode()  # a shell's bytes that are no text cannot be
        for item in items if parameter.choices else ():
            if str(item) not in parameter.choices:
                value = item
                raise ValueError
        if parameter.domain == FILE and result:
            return str(Path(result).absolute())  # a notebook runs in its own folder
        low, high = parameter.bounds
        if parameter.type in ("float", "int") and not low <= result <= high:
            raise ValueError
        return result
    except (ValueError, TypeError, OverflowError):
        told = f"{_short(value)}; {_hint(notebook, parameter, value)}"
        raise UsageError(f"{notebook}: {parameter.name} cannot be {told}") from None


def _hint(notebook: str, parameter: Parameter, value: object) -> str:
    near = get_close_matches(str(value), parameter.choices, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    if len(parameter.choices) > MOST_SHOWN:
        first = some(parameter.choices, MOST_SHOWN)
        return f"allowed are {first}, see 'emergestudy params {notebook}'"
    return f"allowed: {parameter.allowed}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _converted(kind: str, value: object) -> object:
    if kind == "list" and isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    items = value if kind == "list" else [value]
    if not isinstance(items, (list, tuple)) or any(
        isinstance(item, (list, tuple, dict)) for item in items
    ):
        raise TypeError
    if kind == "list":
        return list(items)
    word = str(value).lower()
    if value is None or (kind == "bool" and word not in _WORDS):
        raise ValueError
    if kind in ("float", "int") and isinstance(value, bool):
        raise ValueError
    if kind == "int" and float(value) != int(float(value)):
        raise ValueError
    change = {"bool": lambda _: _WORDS[word], "int": lambda v: int(float(v))}
    return (change | {"float": float, "str": str})[kind](value)


def values_of(
    notebook: Path, given: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Return the values of all parameters of a run, and those that are no default.

    The second is as `emergestudy.running.notebooks.mark_changes` takes it.
    """
    known = read_parameters(notebook)
    book = {p.name: p.default for p in known}
    values = book | check_values(notebook.stem, known, given)
    changed = {
        name: {"now": value, "book": book[name]}
        for name, value in values.items()
        if value != book[name]
    }
    return values, changed


def short_hash(values: Mapping[str, object]) -> str:
    """Return the short hash of some values that names the folder of a run."""
    text = json.dumps(dict(values), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def read_yaml(path: Path) -> dict:
    """Read a YAML file of names and values, as texts: ``NA`` and ``null`` are names.

    Types come from what is declared, not from how YAML guesses. Aliases, tags, deep
    nesting and large files are refused, so that a small file cannot fill the memory;
    a `UsageError` says what is wrong, and where.
    """
    try:
        with path.open("rb") as file:  # a link may lead to what has no end
            text = file.read(MOST_BYTES + 1).decode()
        if len(text) > MOST_BYTES:
            raise UsageError(f"{path} is larger than {MOST_BYTES:,} bytes")
        events = yaml.parse(text, Loader=yaml.SafeLoader)
        starts = (event for event in events if not isinstance(event, _OUTER))
        found = [_built(event, events, path, 0) for event in starts]
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise UsageError(f"{path}{where} is not YAML ({reason})") from None
    if len(found) != 1 or not isinstance(found[0], dict):
        raise UsageError(f"{path}: write one 'name: value' a line")
    return found[0]


def _built(event: yaml.Event, events: Iterator, path: Path, depth: int) -> object:
    where = f"{path}, line {event.start_mark.line + 1}"
    if getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise UsageError(f"{where}: write the value out; & * and ! are not understood")
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if depth >= MOST_DEPTH:
        raise UsageError(f"{where}: nested deeper than {MOST_DEPTH} levels")
    parts = []
    while not isinstance(inner := next(events), yaml.CollectionEndEvent):
        parts.append(_built(inner, events, path, depth + 1))
    if isinstance(event, yaml.SequenceStartEvent):
        return parts
    names = parts[::2]
    for name in names:
        if not isinstance(name, str) or names.count(name) > 1:
            raise UsageError(f"{where}: {_short(name)} is no name, or is given twice")
    return dict(zip(names, parts[1::2], strict=True))


@dataclass(frozen=True)
class Edition:
    """Parameters of the book that differ from the defaults.

    `name` is the folder of its pages, empty for the book as it is; `title` what a page
    calls it. `changed` says by notebook what values are ``now`` and in the ``book``;
    `solutions` whether it has those of exercises, and the notes for facilitators.
    """

    name: str = ""
    title: str = ""
    changed: Mapping[str, Mapping[str, dict]] = field(default_factory=dict)
    solutions: bool = True

    @property
    def parameters(self) -> dict[str, dict[str, object]]:
        """Values that are no defaults, by notebook."""
        every = self.changed.items()
        return {k: {p: told["now"] for p, told in v.items()} for k, v in every}


def read_edition(
    root: Path, given: str | None = None, pairs: Sequence[tuple[str, str]] = (),
    name: str | None = None,
) -> Edition:  # fmt: skip
    """Read an edition of the checkout `root`.

    `given` is a YAML file, or the name of one in ``book/editions``, with the keys
    ``title``, ``parameters``, by notebook, and ``solutions``. Pairs of
    ``NOTEBOOK.PARAMETER`` and a value override it. Without a `name` it is called after
    the file and a hash of the pairs.
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
    known, changed = nb.chapters(root), {}
    for notebook, each in wanted.items():
        check_known("notebook", notebook, known)
        _, differs = values_of(known[notebook], each)
        if differs:
            changed[notebook] = differs
    made = Edition("", "", changed, solved)
    if pairs and not name:
        stem = "-".join(filter(None, [stem, short_hash(made.parameters)]))
    if name and not _EDITION.fullmatch(name):
        raise UsageError(f"--name {name}: use letters, digits, - and _")
    title = title if title and not pairs else name or title or stem
    return replace(made, name=name or stem, title=title)


def _read(root: Path, given: str) -> tuple[str, str, dict, bool]:
    path = Path(given)
    if path.suffix not in (".yaml", ".yml"):
        folder = root / "book" / "editions"
        known = sorted(p.stem for p in folder.glob("*.yaml"))
        check_known("edition", given, known)
        path = folder / f"{given}.yaml"
    found = read_yaml(path)
    wanted, solved = found.get("parameters", {}), found.get("solutions", "true")
    if not found or not isinstance(wanted, dict) or set(found) - set(_KEYS):
        raise UsageError(f"{path} may have {', '.join(_KEYS)}, parameters by notebook")
    if solved not in ("true", "false"):
        raise UsageError(f"{path}: solutions is true or false, not {solved!r}")
    if not _EDITION.fullmatch(path.stem):
        raise UsageError(f"{path.name}: name it with letters, digits, - and _")
    if any(not isinstance(each, dict) for each in wanted.values()):
        raise UsageError(f"{path}: below each notebook list PARAMETER: VALUE")
    return path.stem, str(found.get("title") or path.stem), wanted, solved == "true"
