"""The charts of the pages as files: made anew only if something changed."""

import json
import re
from pathlib import Path

from emergestudy.data import ALL
from emergestudy.runner.fingerprint import code_key
from emergestudy.runner.notebooks import write_text
from emergestudy.runner.staging import mirror

FOLDER = "_charts"
"""Where the pages look for charts, below the stage."""
_ASKED = re.compile(r"<!-- chart: (\w+) -->|\{chart\} (\w+)")


def stage_charts(root: Path, made: Path, stage: Path) -> None:
    """Put the charts that the book asks for on the stage.

    Parameters
    ----------
    root : Path
        The checkout.
    made : Path
        Folder that keeps the charts between builds.
    stage : Path
        The book's sources.

    Raises
    ------
    UsageError
        If the book asks for a chart that does not exist.
    """
    names, references = asked_charts(root), root / "book" / "references.bib"
    code = ["from emergestudy.charts import CHARTS", *(f"CHARTS[{n!r}]" for n in names)]
    lock = root / "requirements.lock"
    key = code_key(code, {}, [ALL] if names else [], [references, lock])
    marker = made.with_suffix(".key")
    if not marker.is_file() or marker.read_text(encoding="utf-8") != key:
        marker.unlink(missing_ok=True)
        made.mkdir(parents=True, exist_ok=True)
        _make(made, names, references)
        write_text(key, marker)
    mirror(made, stage / FOLDER)


def asked_charts(root: Path) -> list[str]:
    """Return the names of the charts that notebooks and pages ask for, sorted."""
    files = [*(root / "notebooks").glob("*.ipynb"), *(root / "book").glob("*.md")]
    found = [_ASKED.findall(file.read_text(encoding="utf-8")) for file in files]
    return sorted({one or other for each in found for one, other in each})


def _make(folder: Path, names: list[str], references: Path) -> None:
    for old in set(folder.glob("*.json")) - {folder / f"{n}.json" for n in names}:
        old.unlink()
    for name in names:
        # Here, since altair takes seconds to start and most builds change no chart.
        from emergestudy.charts import build_chart
        from emergestudy.runner.citations import author_years

        told = build_chart(name, author_years(references))
        text = json.dumps(told, ensure_ascii=False, default=float)
        write_text(text, folder / f"{name}.json")
