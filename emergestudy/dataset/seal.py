"""Record sizes and checksums of the tables after a change that was meant."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from emergestudy.dataset.check import parse, read_cells
from emergestudy.dataset.descriptor import Table, read_descriptor
from emergestudy.paths import data_dir


def seal(folder: Path | None = None) -> list[str]:
    """Check every table, then write its rows, bytes and SHA-256 down.

    Nothing is written unless every table passes its own description.

    Parameters
    ----------
    folder : Path, optional
        Folder of the tables; by default the study's own.

    Returns
    -------
    list of str
        Names of the tables whose record changed.

    Raises
    ------
    DataTableError
        If a table does not fit its fields.
    """
    folder = folder or data_dir()
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    changed = []
    for resource, table in zip(
        package["resources"], read_descriptor(folder).values(), strict=True
    ):
        record = _record(table)
        if any(resource[key] != value for key, value in record.items()):
            changed.append(table.name)
        resource.update(record)
    path.write_text(json.dumps(package, indent=1) + "\n", encoding="utf-8")
    return changed


def _record(table: Table) -> dict[str, int | str]:
    content = table.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    rows = len(read_cells(table, content))
    parse(replace(table, rows=rows, sha256=digest), content)
    return {"rows": rows, "bytes": len(content), "hash": f"sha256:{digest}"}
