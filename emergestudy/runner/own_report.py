"""A report on a reader's models: one page, its notebook, its numbers."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from emergestudy.chapters.your_models.own_chance import contradicted, read_chance
from emergestudy.ingest import Ingested
from emergestudy.results import recorded
from emergestudy.runner.page import write_page
from emergestudy.running.files import draft_beside
from emergestudy.running.notebooks import find_notebook
from emergestudy.running.parameters import read_parameters
from emergestudy.running.run import run_notebook

NOTEBOOK = "your_models"
TITLE = "Emergence report"
TABLES = ("calls", "crossovers", "laws", "missing")
# Endings of what is written, beside the page itself.
BESIDE = (".ipynb", ".csv", ".json", ".scores.csv")


def write_report(
    found: Ingested, x: str, chance: Sequence[str], html: Path, *, parts: bool = False
) -> dict[str, Path]:
    """Run the chapter *Your own models* on ingested scores.

    Parameters
    ----------
    found : Ingested
        From `emergestudy.ingest.ingest`.
    x : str
        The x-axis.
    chance : sequence of str
        Chance levels, as ``TASK=0.25``.
    html : Path
        The page to write; a page that is there is replaced.
    parts : bool
        Call tasks too that are part of a group with a score of its own.

    Returns
    -------
    dict of str to Path
        By ending: ``.html`` the page, ``.ipynb`` the executed notebook, ``.csv`` the
        calls, ``.json`` everything, ``.scores.csv`` what was read. Nothing is
        written if the notebook fails.

    Raises
    ------
    UsageError
        If the folder cannot be written.
    StudyError
        If the notebook fails.
    """
    html = html.absolute()
    written = {".html": html} | {end: html.with_suffix(end) for end in BESIDE}
    with draft_beside(html) as draft:
        values = {"x": x, "chance": list(chance), "parts": parts}
        made = _make(found, values, draft, written[".scores.csv"])
        for end, path in written.items():
            made[end].replace(path)
    return written


def _make(
    found: Ingested, values: dict[str, object], draft: Path, scores: Path
) -> dict[str, Path]:
    table = draft / "scores.csv"
    found.scores.to_csv(table, index=False)
    notebook = find_notebook(NOTEBOOK)
    values = {p.name: p.default for p in read_parameters(notebook)} | values
    values |= {"scores": str(table)}
    values |= {"notes": notes(found, read_chance(values["chance"]))}
    run = run_notebook(notebook, values, draft / "run")
    parts = {end: run / f"{NOTEBOOK}{end}" for end in (".html", ".ipynb")}
    # The draft will be gone; name the table that stays.
    text = parts[".ipynb"].read_text(encoding="utf-8")
    text = text.replace(str(table), str(scores))
    parts[".ipynb"].write_text(text, encoding="utf-8")
    write_page(json.loads(text), parts[".html"], title=TITLE, code=False)
    results = recorded(parts[".ipynb"])
    tables = {name: _frame(results[f"own/{name}"]) for name in TABLES}
    about = {"answer": results["own/answer"], "x": values["x"], "files": found.files}
    about |= {"scores": len(found.scores), "notes": values["notes"]}
    about |= {"broken": found.broken, "problems": found.problems}
    parts[".csv"] = draft / "calls.csv"
    tables["calls"].to_csv(parts[".csv"], index=False)
    parts[".json"] = draft / "report.json"
    parts[".json"].write_text(_as_json(about, tables), encoding="utf-8")
    return parts | {".scores.csv": table}


def notes(found: Ingested, chance: Mapping[str, float]) -> list[str]:
    """List what was left out or is doubtful, one line each."""
    broken = [f"{file} {why}" for file, why in found.broken.items()]
    return broken + found.problems + contradicted(chance)


def _frame(result: object) -> pd.DataFrame:
    return result if isinstance(result, pd.DataFrame) else pd.DataFrame(result)


def _as_json(about: dict[str, object], tables: dict[str, pd.DataFrame]) -> str:
    for name, table in tables.items():
        about[name] = json.loads(table.to_json(orient="records"))
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"
