"""A report on models of one's own: scores to curves, and the chapter run on them.

`own_curves` says which scores make a curve and against what chance level; the notebook
*Your own models* calls and draws them; `write_report` runs it. What is missing is
listed, never guessed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

import numpy as np
import pandas as pd

from emergestudy import recorded, training_flops
from emergestudy.errors import UsageError, some, unknown
from emergestudy.paths import shipped
from emergestudy.readers import COLUMNS, NUMBERS, Ingested
from emergestudy.readers.metrics import (
    add_chance,
    given_chance,
    known_chance,
    line_to_copy,
    read_chance,
)
from emergestudy.readers.tidy import BOOLS
from emergestudy.running.files import draft_beside, inert

X = ("train_flops", "params", "tokens", "loss", "perplexity")
NEEDS = {"train_flops": ("params", "tokens"), "perplexity": ("loss",)}
FEWEST = 3  # scales of a curve
COUNTED = ("zero_shot", "one_shot", "few_shot")  # settings that shots tell already
KEYS = ["task", "metric", "group", "setting", "n_shot"]
NOTEBOOK = "your_models"
TITLE = "Emergence report"
TABLES = ("calls", "crossovers", "laws", "missing")
MOST = 20  # notes on a page


def read_scores(file: str) -> pd.DataFrame:
    """Read back what ``emergestudy analyze`` wrote; `UsageError` for another table."""
    texts = [c for c in COLUMNS if c not in NUMBERS]
    try:
        scores = pd.read_csv(
            Path(file), dtype=dict.fromkeys(texts, "str"), keep_default_na=False,
            na_values={column: [""] for column in COLUMNS},
        )[list(COLUMNS)]  # fmt: skip
        for column in texts:
            scores[column] = scores[column].str.replace(
                r"^'(?='*[=+\-@\t\r])", "", regex=True
            )
        for column in BOOLS:
            scores[column] = scores[column].map({"True": True, "False": False})
        return scores.astype(dict.fromkeys(NUMBERS, float))
    except (OSError, ValueError, KeyError):
        raise UsageError(
            f"{file} is no table of 'emergestudy analyze'; run that first"
        ) from None


@dataclass(frozen=True)
class OwnCurves:
    """Curves, and what is missing for more of them.

    ``points`` has ``curve`` (a number), `KEYS`, ``way`` (of asking, in words),
    ``model``, ``step``, ``scale``, ``score``, ``stderr``, ``n_eval`` and ``chance``;
    shares of right answers and their chance as fractions. ``lacks`` has a row a kind:
    ``what``, ``count``, ``first`` (a name) and ``cure``.
    """

    points: pd.DataFrame
    lacks: pd.DataFrame


def own_curves(
    scores: pd.DataFrame,
    x: str = "train_flops",
    chance: Mapping[str, float] = {},
    *,
    parts: bool = False,
) -> OwnCurves:
    """Sort scores into curves.

    A curve is one task, metric, family, way of asking and number of shots. Against
    parameters, a model counts once, with its last step; against tokens, each model is a
    curve of its own.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `emergestudy.readers.ingest`; finetuned models (``examples``) are left out.
    x : str
        One of `X`.
    chance : mapping of str to float
        Chance by task, as a share; it comes before what the study knows.
    parts : bool
        Keep tasks that are part of a group with a score of its own, such as the
        subjects of MMLU.

    Raises
    ------
    UsageError
        If the axis or a task is unknown, or no curve is left; the message says what to
        add.
    """
    if x not in X:
        raise UsageError(unknown("x-axis", x, X))
    tasks = scores["task"].unique()
    for task in chance:
        if all(given_chance(name, {task: 0.0}) is None for name in tasks):
            raise UsageError(unknown("task to give a chance for", task, tasks))
    scores = scores[scores["examples"].isna() & scores["chosen"].ne(False)]
    inside = scores["part_of"].notna() & (not parts)
    left, scores = sorted(set(scores.loc[inside, "task"])), scores[~inside]
    scale = _scale(scores, x)
    no_scale = sorted(set(scores["model"]) - set(scores.loc[scale.notna(), "model"]))
    points = scores.assign(scale=scale, score=scores["value"])[scale.notna()]
    if x == "params":
        points = _last_step(points)
    points = points.assign(group=points["model"] if x == "tokens" else points["family"])
    points = add_chance(points, chance)
    no_chance = sorted(set(points.loc[points["chance"].isna(), "task"]))
    points = points[points["chance"].notna()]
    points = points.assign(
        curve=points.groupby(KEYS, dropna=False, sort=False).ngroup()
    )
    short = points.groupby("curve")["scale"].transform("nunique") < FEWEST
    count = points.loc[short, "curve"].nunique()
    points = points[~short].reset_index(drop=True)
    if points.empty:
        raise UsageError(_nothing(scores, x, no_scale, no_chance, count))
    lacks = _lacks(scores, x, no_scale, no_chance, count, left)
    return OwnCurves(_with_ways(points), lacks)


def _scale(scores: pd.DataFrame, x: str) -> pd.Series:
    if x == "train_flops":
        both = scores["params"].gt(0) & scores["tokens"].gt(0)
        flops = pd.Series(np.nan, index=scores.index)
        if both.any():
            some = scores[both]
            flops[both] = training_flops(some["params"], some["tokens"])
        return flops
    scale = np.exp(scores["loss"]) if x == "perplexity" else scores[x]
    return scale.where(np.isfinite(scale) & (scale > 0))


def _last_step(points: pd.DataFrame) -> pd.DataFrame:
    keys = ["model", "task", "metric", "setting", "n_shot"]
    step = points["step"].fillna(np.inf)
    last = step.groupby([points[k] for k in keys], dropna=False).transform("max")
    return points[step == last]


def _with_ways(points: pd.DataFrame) -> pd.DataFrame:
    """Name the ways of asking: shots, and a setting that says more than shots do."""
    told = ["" if np.isnan(n) else f"{n:.0f} shots" for n in points["n_shot"]]
    shots = pd.Series(told, index=points.index, dtype=object)
    setting = points["setting"].astype(object).fillna("")
    setting = setting.where(~setting.isin(COUNTED) | (shots == ""), "")
    named = (setting + ", " + shots).str.strip(", ").replace("", "not said")
    return points.assign(way=named)


def _lacking(scores: pd.DataFrame, x: str) -> str:
    """Name what the x-axis needs and at least one score lacks, in words."""
    needs = NEEDS.get(x, (x,))
    lacks = [name for name in needs if scores[name].isna().any()]
    return " and ".join(lacks or needs)


def _nothing(
    scores: pd.DataFrame, x: str, no_scale: list, no_chance: list, short: int
) -> str:
    parts = []
    if no_scale:
        needs, first = _lacking(scores, x), no_scale[0]
        other = "; or use --x params" if needs == "tokens" else ""
        count = f"{len(no_scale)} models lack" if len(no_scale) > 1 else "1 model lacks"
        parts.append(f"{count} {needs} (--models{other}): {first}")
    if no_chance:
        parts.append(
            f"chance is not known of {some(no_chance)}; give what guessing earns for "
            f"each ?: {line_to_copy(no_chance)}"
        )
    if short:
        families = sorted(set(scores["family"]))
        parts.append(
            f"{short} curves have fewer than {FEWEST} different scales; the families "
            f"are {', '.join(families[:3])} ({_join(scores)}; a column 'family' of "
            "--models does, too)"
        )
    return "no curve can be made; " + "; ".join(parts or ["there are no scores"])


def _join(scores: pd.DataFrame) -> str:
    """Say how to join models to a family, by name if each is one by itself."""
    sizes = scores.groupby("family")["model"].nunique()
    if len(sizes) < FEWEST or sizes.max() > 1:
        return "--family 'PATTERN=NAME' joins models"
    first, last = min(sizes.index), max(sizes.index)
    pairs = zip(first, last, strict=False)
    shared = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    name = shared.rstrip("-_. ") or "NAME"
    return f"--family {name} makes one curve of all models"


def _lacks(
    scores: pd.DataFrame,
    x: str,
    no_scale: list[str],
    no_chance: list[str],
    short: int,
    left: list[str],
) -> pd.DataFrame:
    needs = _lacking(scores[scores["model"].isin(no_scale)], x)
    cure = f"give what guessing earns for each ?: {line_to_copy(no_chance)}"
    sizes = "evaluate more sizes, or join families: --family 'PATTERN=NAME'"
    kinds = [
        (f"models without {needs}", no_scale, f"give {needs} in --models"),
        ("tasks of unknown chance level", no_chance, cure),
        (f"curves with fewer than {FEWEST} scales", [""] * short, sizes),
        ("parts of groups", left, "add --parts"),
    ]
    rows = [
        # "models without", but "1 model without"
        (what if names[1:] else what.replace("s ", " ", 1), len(names), names[0], cure)
        for what, names, cure in kinds
        if names
    ]
    return pd.DataFrame(rows, columns=["what", "count", "first", "cure"])


def left_out(notes: Sequence[str]) -> pd.DataFrame:
    """List notes in the columns of `OwnCurves.lacks`, the first `MOST` by name."""
    rows = [
        ("left out or doubtful", 1, note, "mend or remove it") for note in notes[:MOST]
    ]
    if len(notes) > MOST:
        more = len(notes) - MOST
        rows.append(("left out or doubtful, more", more, "", "see the JSON"))
    return pd.DataFrame(rows, columns=["what", "count", "first", "cure"])


def notes(found: Ingested, chance: Mapping[str, float]) -> list[str]:
    """List what was left out, or contradicts the files or the study, a line each."""
    told = [f"{file} {why}" for file, why in found.broken.items()] + found.problems
    for task, given in chance.items():
        known = known_chance(task)
        if known is not None and abs(known - given) > 0.005:
            told.append(
                f"--chance {task}={given:g} is used; the study's table says {known:g}"
            )
    return told


def report_files(html: Path) -> dict[str, Path]:
    """Return the files of a report by their endings, the page first."""
    beside = (".ipynb", ".csv", ".json", ".scores.csv")
    return {".html": html} | {end: html.with_suffix(end) for end in beside}


def check_place(html: Path, inputs: Sequence[Path], *, force: bool) -> None:
    """Refuse to replace what no report made, or, without `force`, a report.

    The JSON of a report holds the digests of its files: one that is an input, or was
    changed since, is never replaced.
    """
    files = report_files(html.absolute())
    there = [path for path in files.values() if path.exists() or path.is_symlink()]
    made = _made(files[".json"])
    given = {path.resolve() for path in inputs}
    for path in there:
        if path.resolve() in given or made.get(path.name) != _digest(path):
            raise UsageError(
                f"{path} is no file of a report, is an input, or was changed since; "
                "move it, or choose another --html"
            )
    if there and not force:
        raise UsageError(f"{there[0]} is there already; add --force to replace it")


def _made(report: Path) -> dict[str, str]:
    """Return the digests of the files that a report's JSON says it came with."""
    try:
        about = json.loads(report.read_text(encoding="utf-8"))
        made = about.pop("made")
        own = sha256(json.dumps(about).encode()).hexdigest()
        return made | {report.name: _digest(report) if made[report.name] == own else ""}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def write_report(
    found: Ingested,
    x: str,
    chance: Sequence[str],
    html: Path,
    *,
    parts: bool = False,
    force: bool = False,
) -> dict[str, Path]:
    """Run the chapter *Your own models* on ingested scores, and write what it finds.

    ``x`` is one of `X`, ``chance`` holds ``TASK=0.25``, ``html`` is the page to write;
    ``parts`` calls tasks too that are part of a group with a score of its own.

    Returns
    -------
    dict of str to Path
        By ending: ``.html`` the page, ``.ipynb`` the executed notebook, ``.csv`` the
        calls, ``.json`` everything, ``.scores.csv`` what was read. Nothing is written
        if the notebook fails (`StudyError`), the folder is closed or `check_place`
        refuses (`UsageError`).
    """
    html = html.absolute()
    written = report_files(html)
    with draft_beside(html) as draft:
        values = {"x": x, "chance": list(chance), "parts": parts}
        values |= {"notes": notes(found, read_chance(chance))}
        made = _make(found, values, draft, written)
        check_place(html, [], force=force)  # again: a run takes its time
        for end, path in written.items():
            made[end].replace(path)
    return written


def _make(
    found: Ingested, values: dict[str, object], draft: Path, written: dict[str, Path]
) -> dict[str, Path]:
    from emergestudy.report_page import write_page
    from emergestudy.running.parameters import read_parameters
    from emergestudy.running.run import run_notebook

    table = draft / "scores.csv"
    found.scores.map(inert).to_csv(table, index=False)
    notebook = shipped("notebooks", f"{NOTEBOOK}.ipynb")
    defaults = {p.name: p.default for p in read_parameters(notebook)}
    run = run_notebook(
        notebook, defaults | values | {"scores": str(table)}, draft / "run"
    )
    made = {end: run / f"{NOTEBOOK}{end}" for end in (".html", ".ipynb")}
    # The draft will be gone; name the table that stays.
    text = made[".ipynb"].read_text(encoding="utf-8")
    for form in ("utf-8", "unicode_escape"):  # as a value, and as papermill injects it
        for ascii_only in (True, False):
            old, new = (
                json.dumps(str(p).encode(form).decode(), ensure_ascii=ascii_only)[1:-1]
                for p in (table, written[".scores.csv"])
            )
            text = text.replace(old, new)
    made[".ipynb"].write_text(text, encoding="utf-8")
    write_page(json.loads(text), made[".html"], TITLE)
    results = recorded(made[".ipynb"])
    about = {"answer": results["own/answer"], "x": values["x"], "files": found.files}
    about |= {"scores": len(found.scores), "notes": values["notes"]}
    about |= {"broken": found.broken, "problems": found.problems}
    for name in TABLES:
        rows = pd.DataFrame(results[f"own/{name}"])
        about[name] = json.loads(rows.to_json(orient="records"))
    made[".csv"] = draft / "calls.csv"
    pd.DataFrame(results["own/calls"]).map(inert).to_csv(made[".csv"], index=False)
    made |= {".scores.csv": table}
    digests = {written[end].name: _digest(path) for end, path in made.items()}
    own = sha256(json.dumps(about).encode()).hexdigest()
    about["made"] = digests | {written[".json"].name: own}
    made[".json"] = draft / "report.json"
    as_json = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    made[".json"].write_text(as_json, encoding="utf-8")
    return made
