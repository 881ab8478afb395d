"""The Frictionless descriptor of ``data/``: what each table should hold."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from emergestudy.errors import DataTableError, unknown
from emergestudy.paths import data_dir


@dataclass(frozen=True)
class Field:
    """One column: its name, Table Schema type, meaning, unit and constraints."""

    name: str
    type: str
    description: str
    unit: str | None
    constraints: dict


@dataclass(frozen=True)
class Table:
    """One table: where it is and what it must hold."""

    name: str
    title: str
    path: Path
    rows: int
    size: int
    sha256: str
    fields: tuple[Field, ...]
    foreign_keys: tuple[tuple[str, str], ...]
    primary_key: tuple[str, ...]

    def read_bytes(self) -> bytes:
        """Return the file as it lies on the disk.

        Raises
        ------
        DataTableError
            If the file is missing or unreadable.
        """
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            what = "is missing"
        except OSError as error:
            what = f"cannot be read ({error.strerror})"
        raise DataTableError(
            f"data/{self.path.name} {what}; restore it with "
            f"'git checkout data/{self.path.name}'"
        )


def read_descriptor(folder: Path | None = None) -> dict[str, Table]:
    """Read ``datapackage.json``.

    Parameters
    ----------
    folder : Path, optional
        Folder of the tables; by default the study's own.

    Returns
    -------
    dict of str to Table
        The tables by name, in the order of the descriptor.

    Raises
    ------
    DataTableError
        If the descriptor is missing or is not JSON.
    """
    folder = Path(folder) if folder else data_dir()
    return _read(folder, file_state(folder / "datapackage.json"))


def file_state(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file does, so that reading it can be remembered."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _read(folder: Path, state: tuple[int, int] | None) -> dict[str, Table]:
    path = folder / "datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataTableError(
            f"{path.name}: cannot be read ({error}); restore it with "
            "'git checkout data/datapackage.json'"
        ) from None
    return {r["name"]: _table(r, folder) for r in package["resources"]}


def find_table(name: str, folder: Path | None = None) -> Table:
    """Return one table's description, or say which names there are.

    Raises
    ------
    DataTableError
        If no table has that name.
    """
    known = read_descriptor(folder)
    if name not in known:
        raise DataTableError(unknown("table", str(name), known))
    return known[name]


def _table(resource: dict, folder: Path) -> Table:
    schema = resource["schema"]
    return Table(
        name=resource["name"],
        title=resource["title"],
        path=folder / resource["path"],
        rows=resource["rows"],
        size=resource["bytes"],
        sha256=resource["hash"].removeprefix("sha256:"),
        fields=tuple(_field(f) for f in schema["fields"]),
        foreign_keys=tuple(
            (k["fields"][0], k["reference"]["resource"])
            for k in schema.get("foreignKeys", [])
        ),
        primary_key=tuple(schema.get("primaryKey", [])),
    )


def _field(field: dict) -> Field:
    return Field(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        unit=field.get("unit"),
        constraints=field.get("constraints", {}),
    )
