"""A report on models of one's own: scores to curves, and the chapter run on them.

`own_curves` says which scores make a curve and against what chance level; the notebook
*Your own models* calls and draws them; `write_report` runs it. What is missing is
listed, never guessed.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from os.path import commonprefix
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from emergestudy import recorded, training_flops
from emergestudy.curves import FALLING
from emergestudy.errors import UsageError, check_known, some, unknown
from emergestudy.paths import shipped
from emergestudy.readers import COLUMNS, NUMBERS, Ingested, ingest, is_share, metrics
from emergestudy.readers.metrics import given_chance, known_chance, read_chance
from emergestudy.readers.tidy import BOOLS, with_means
from emergestudy.running.files import digest, draft_beside, inert, write_text
from emergestudy.running.notebooks import INJECTED, has_tag, source, write_notebook

X = {"train_flops": "Training FLOPs", "params": "Parameters"}
X |= {"tokens": "Training tokens", "loss": "Loss (nats per token)"}
X |= {"perplexity": "Perplexity"}
"""What an x-axis may be, and what it says."""
NEEDS = {"train_flops": ("params", "tokens"), "perplexity": ("loss",)}
FEWEST = 3  # scales of a curve
SURE, MANY = 0.95, 200
"""Probability and test items from which on an emergence leads the report."""
PLAINEST = ("zero_shot", "direct", "standard_prompting", "baseline", "untuned")
COUNTED = ("zero_shot", "one_shot", "few_shot")  # settings that shots tell already
KEYS = ["task", "metric", "group", "setting", "n_shot"]
BARS = 1.645  # standard errors that an error bar reaches: 90 %
NOTEBOOK = "your_models"
TITLE = "Emergence report"
# Tables that the notebook records, by name, and what a report calls them.
TABLES = {"models": "models", "calls": "calls", "missing": "missing"}
TABLES |= {"crossovers": "gains", "laws": "forecasts"}
MOST = 20  # notes on a page


def read_scores(file: str) -> pd.DataFrame:
    """Read back what ``emergestudy analyze`` wrote; `UsageError` for another table.

    A table that was moved is looked for in the current folder, too.
    """
    texts = [c for c in COLUMNS if c not in NUMBERS]
    path = Path(file) if Path(file).exists() else Path(Path(file).name)
    try:
        scores = pd.read_csv(
            path, dtype=dict.fromkeys(texts, "str"), keep_default_na=False,
            na_values={column: [""] for column in COLUMNS},
        )[list(COLUMNS)]  # fmt: skip
        for column in texts:
            plain = scores[column].str.replace(r"^'(?='*[=+\-@\t\r])", "", regex=True)
            words = {"True": True, "False": False}
            scores[column] = plain.map(words) if column in BOOLS else plain
        return scores.astype(dict.fromkeys(NUMBERS, float))
    except (OSError, ValueError, KeyError):
        told = f"{file} is no table of 'emergestudy analyze'; run that first"
        raise UsageError(told) from None


@dataclass(frozen=True)
class OwnCurves:
    """Curves, and what is missing for more of them.

    ``points`` has ``curve`` (a number), `KEYS`, ``way`` (of asking, in words),
    ``model``, ``step``, ``scale``, ``score``, ``stderr``, ``n_eval`` and ``chance``;
    ``help``, 0 for the plainest way in which its task was asked, then 1 and so on;
    ``low`` and ``high``, 90 % by the standard error or else by the number of items, and
    ``parts``, of how many tasks a score is the mean. Shares of right answers and their
    chance are fractions. ``lacks`` has a row a kind:
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
    check_known("x-axis", x, X)
    tasks = scores["task"].unique()
    for task in chance:
        if all(given_chance(name, {task: 0.0}) is None for name in tasks):
            raise UsageError(unknown("task to give a chance for", task, tasks))
    chosen = ~scores["examples"].gt(0) & scores["chosen"].ne(False)  # 0 is few-shot
    scores, partial = with_means(metrics.add_chance(scores[chosen], chance))
    inside = scores["part_of"].notna() & (not parts)
    left, scores = sorted(set(scores.loc[inside, "task"])), scores[~inside]
    scale = _scale(scores, x)
    no_scale = sorted(set(scores["model"]) - set(scores.loc[scale.notna(), "model"]))
    points = scores.assign(scale=scale, score=scores["value"])[scale.notna()]
    if x == "params":
        step = points["step"].fillna(np.inf)
        keys = ["model", "task", "metric", "setting", "n_shot"]
        last = step.groupby([points[k] for k in keys], dropna=False).transform("max")
        points = points[step == last]
    points = points.assign(group=points["model"] if x == "tokens" else points["family"])
    points = metrics.add_chance(points, chance)
    no_chance = sorted(set(points.loc[points["chance"].isna(), "task"]))
    points = points[points["chance"].notna()]
    points["curve"] = points.groupby(KEYS, dropna=False, sort=False).ngroup()
    short = points.groupby("curve")["scale"].transform("nunique") < FEWEST
    count = points.loc[short, "curve"].nunique()
    points = points[~short].reset_index(drop=True)
    needs = _lacking(scores[scores["model"].isin(no_scale)], x)
    line = f"give what guessing earns for each ?: {metrics.line_to_copy(no_chance)}"
    sizes = "evaluate more sizes, or join families: --family 'PATTERN=NAME'"
    lacks = _table([
        (what if names[1:] else what.replace("s ", " ", 1), len(names), names[0], cure)
        for what, names, cure in [
            (f"models without {needs}", no_scale, f"give {needs} in --models"),
            ("tasks of unknown chance level", no_chance, line),
            (f"curves with fewer than {FEWEST} scales", [""] * count, sizes),
            ("parts of groups", left, "add --parts"),
            ("models without all parts of a benchmark", partial,
             "evaluate all of them"),
        ]
        if names
    ])  # fmt: skip
    if points.empty:
        raise UsageError(_nothing(scores, x, lacks))
    return OwnCurves(_with_bars(_with_help(with_ways(points))), lacks)


def _with_help(points: pd.DataFrame) -> pd.DataFrame:
    """Rank the ways of asking each task: fewest shots first, then without a method."""
    ways = points.assign(late=~points["setting"].isin(PLAINEST))
    ways = ways.sort_values(["n_shot", "late", "way"]).drop_duplicates(["task", "way"])
    ways["help"] = ways.groupby("task").cumcount()
    return points.merge(ways[["task", "way", "help"]], on=["task", "way"], how="left")


def _with_bars(points: pd.DataFrame) -> pd.DataFrame:
    share = points["score"].clip(0, 1)
    items = (share * (1 - share) / points["n_eval"].where(points["n_eval"] >= 1)) ** 0.5
    reach = BARS * points["stderr"].fillna(items.where(points["metric"].map(is_share)))
    return points.assign(low=points["score"] - reach, high=points["score"] + reach)


def _scale(scores: pd.DataFrame, x: str) -> pd.Series:
    if x == "train_flops":
        scale = pd.Series(np.nan, index=scores.index)
        both = scores[scores["params"].gt(0) & scores["tokens"].gt(0)]
        if len(both):
            scale[both.index] = training_flops(both["params"], both["tokens"])
        return scale
    scale = np.exp(scores["loss"]) if x == "perplexity" else scores[x]
    return scale.where(np.isfinite(scale) & (scale > 0))


def with_ways(points: pd.DataFrame) -> pd.DataFrame:
    """Add ``way``, the way of asking in words: shots, and a setting that says more.

    Scores without either get "way not said".
    """
    told = ["" if np.isnan(n) else f"{n:.0f} shots" for n in points["n_shot"]]
    shots = pd.Series(told, index=points.index, dtype=object)
    setting = points["setting"].astype(object).fillna("")
    setting = setting.where(~setting.isin(COUNTED) | (shots == ""), "")
    named = (setting + ", " + shots).str.strip(", ").replace("", "way not said")
    return points.assign(way=named)


def _lacking(scores: pd.DataFrame, x: str) -> str:
    """Name what the x-axis needs and at least one score lacks, in words."""
    needs = NEEDS.get(x, (x,))
    lacks = [name for name in needs if scores[name].isna().any()]
    return " and ".join(lacks or needs)


def _nothing(scores: pd.DataFrame, x: str, lacks: pd.DataFrame) -> str:
    """Say in one line why there is no curve, and what would make one."""
    told = lacks[lacks["cure"] != "add --parts"] if len(lacks) > 1 else lacks
    parts = [
        f"{count} {what}{first and f' ({first})'}; {cure}"
        for what, count, first, cure in told.values
    ]
    if x == "train_flops" and any("tokens" in what for what in lacks["what"]):
        parts.append("or use --x params")
    if any(what.startswith("curve") for what in lacks["what"]):
        names = ", ".join(sorted(set(scores["family"]))[:3])
        parts.append(f"the families are {names}; {_join(scores)}")
    return "no curve can be made; " + "; ".join(parts or ["there are no scores"])


def _join(scores: pd.DataFrame) -> str:
    """Say how to join models to a family, by name if each is one by itself."""
    sizes = scores.groupby("family")["model"].nunique()
    if len(sizes) < FEWEST or sizes.max() > 1:
        return "--family 'PATTERN=NAME' joins models"
    name = commonprefix([*sizes.index]).rstrip("-_. ") or "NAME"  # noqa: RUF071
    return f"--family {name} makes one curve of all models"


def _table(rows: Sequence[tuple[str, int, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["what", "count", "first", "cure"])


def left_out(notes: Sequence[str]) -> pd.DataFrame:
    """List notes in the columns of `OwnCurves.lacks`, the first `MOST` by name."""
    what, cure = "left out or doubtful", "mend or remove it"
    more = len(notes[MOST:])
    rows = [(what, more, "", "see the JSON")] * bool(more)
    return _table([*[(what, 1, note, cure) for note in notes[:MOST]], *rows])


def notes(found: Ingested, chance: Mapping[str, float]) -> list[str]:
    """List what was left out, or contradicts the files or the study, a line each."""
    alike = defaultdict(list)
    for file, why in found.broken.items():
        alike[why].append(file)
    told = [f"{some(f, 2)}{':' * (len(f) > 1)} {why}" for why, f in alike.items()]
    told += found.problems
    for task, given in chance.items():
        if (known := known_chance(task)) is not None and abs(known - given) > 0.005:
            says = f"the study's table says {known:g}"
            told.append(f"--chance {task}={given:g} is used; {says}")
    odd = found.scores.loc[found.scores["unit"] == "other", ["task", "metric"]]
    for task, metric in odd.drop_duplicates().itertuples(index=False):
        if given := given_chance(task, chance):
            why = f"{metric} is no share of right answers; does guessing earn that?"
            told.append(f"--chance {given:g} counts for {task}, whose {why}")
    return told


def _report_files(html: Path) -> dict[str, Path]:
    """Return the files of a report by their endings, the page first."""
    beside = (".ipynb", ".csv", ".json", ".scores.csv")
    return {".html": html} | {end: html.with_suffix(end) for end in beside}


def check_place(html: Path, inputs: Sequence[Path], *, force: bool) -> None:
    """Refuse to replace what no report made, or, without `force`, a report.

    The JSON of a report holds the digests of its files: one that is an input, or was
    changed since, is never replaced.
    """
    files = _report_files(html.absolute())
    there = {e: p for e, p in files.items() if p.exists() or p.is_symlink()}
    try:
        about = json.loads(files[".json"].read_text(encoding="utf-8"))
        made = about.pop("made")
        unchanged = made[".json"] == sha256(json.dumps(about).encode()).hexdigest()
        made |= {".json": digest(files[".json"]) if unchanged else ""}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        made = {}
    given = {path.resolve() for path in inputs}
    for end, path in there.items():
        if path.resolve() in given or made.get(end) != digest(path):
            told = f"{path} is no file of a report, is an input, or was changed since"
            raise UsageError(f"{told}; move it, or choose another --html")
    if there and not force:
        raise UsageError(f"{next(iter(there.values()))} is there already; add --force")


@dataclass(frozen=True, repr=False)
class Report:
    """What was found on models of one's own.

    Attributes
    ----------
    answer : str
        The findings in a few sentences.
    calls, gains, forecasts : pandas.DataFrame
        A row a curve with its verdict and emergence point, likeliest emergence first; a
        row a pair of ways of asking; a row a forecast by the law of finetuning.
    points : pandas.DataFrame
        The scores of all curves, columns as in `OwnCurves`.
    models, missing : pandas.DataFrame
        What is known of each model; what could not be called, and the cure.
    x : str
        The x-axis, one of `X`.
    notebook : dict
        The executed notebook.
    """

    answer: str
    calls: pd.DataFrame
    points: pd.DataFrame
    gains: pd.DataFrame
    forecasts: pd.DataFrame
    models: pd.DataFrame
    missing: pd.DataFrame
    x: str
    notebook: dict

    def __repr__(self) -> str:
        return f"Report({self.answer})"

    def to_html(self, path: Path | str | None = None) -> str | None:
        """Return the page as text, or write it to a file (replacing one)."""
        from emergestudy.report_page import page_of

        axis = {"x": self.x, "title": X[self.x], "falls": self.x in FALLING}
        text = page_of(self.notebook, TITLE, axis, self.points, self.calls)
        if path is None:
            return text
        write_text(text, Path(path))
        return None


def analyze(
    paths: Path | str | Sequence[Path | str],
    models: Path | str | None = None,
    *,
    x: str = "train_flops",
    chance: Sequence[str] = (),
    parts: bool = False,
    **reading: object,
) -> Report:
    """Say which abilities have emerged in one's own models, and where.

    Parameters
    ----------
    paths : path, or sequence of paths
        Files and folders of results, in a format of `emergestudy.readers.READERS`.
    models : path, optional
        A side table with what the files do not hold.
    x : str
        One of `X`.
    chance : sequence of str
        Levels that neither files nor the study know, as ``TASK=0.25``.
    parts : bool
        Call parts of groups, such as subjects of MMLU, too.
    **reading
        Further keywords of `emergestudy.readers.ingest`.

    Returns
    -------
    Report

    Raises
    ------
    UsageError
        If nothing can be read or called; the message says what to add.
    """
    paths = [paths] if isinstance(paths, str | Path) else paths
    chance = [chance] if isinstance(chance, str) else chance
    found = ingest([Path(path) for path in paths], models, **reading)
    with TemporaryDirectory() as folder:
        return _run(found, x, chance, parts, Path(folder) / "scores.csv")


def _run(
    found: Ingested, x: str, chance: Sequence[str], parts: bool, table: Path
) -> Report:
    """Run the chapter on ingested scores, which it finds in a table."""
    from emergestudy.report_page import own_cells
    from emergestudy.running.parameters import read_parameters
    from emergestudy.running.run import execute

    if found.scores.empty:
        raise UsageError(f"no score can be used; {found.problems[0]}")
    levels = read_chance(chance)
    values = {"scores": str(table), "x": x, "chance": list(chance), "parts": parts}
    values |= {"notes": notes(found, levels)}
    points = own_curves(found.scores, x, levels, parts=parts).points
    found.scores.map(inert).to_csv(table, index=False)
    notebook = shipped("notebooks", f"{NOTEBOOK}.ipynb")
    defaults = {p.name: p.default for p in read_parameters(notebook)}
    done = own_cells(execute(notebook, defaults | values), TITLE)
    results = recorded(done)
    tables = {own: pd.DataFrame(results[f"own/{k}"]) for k, own in TABLES.items()}
    return Report(results["own/answer"], points=points, x=x, notebook=done, **tables)


def write_report(
    found: Ingested, x: str, chance: Sequence[str], html: Path, *, parts: bool = False,
    force: bool = False,
) -> dict[str, Path]:  # fmt: skip
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
    written = _report_files(html)
    with draft_beside(html) as draft:
        made = {end: draft / path.name for end, path in written.items()}
        report = _run(found, x, chance, parts, made[".scores.csv"])
        told = notes(found, read_chance(chance))
        line = f"scores = {str(written['.scores.csv'])!r}"  # the draft will be gone
        for cell in report.notebook["cells"]:
            if has_tag(cell, INJECTED):
                cell["source"] = re.sub("(?m)^scores =.*", lambda _: line, source(cell))
        write_notebook(report.notebook, made[".ipynb"])
        report.to_html(made[".html"])
        report.calls.map(inert).to_csv(made[".csv"], index=False)
        about = {
            "answer": report.answer, "x": x, "files": found.files, "notes": told,
            "scores": len(found.scores), "broken": found.broken,
            "problems": found.problems,
        }  # fmt: skip
        for name, own in TABLES.items():
            about[name] = json.loads(getattr(report, own).to_json(orient="records"))
        own = sha256(json.dumps(about).encode()).hexdigest()
        digests = {end: digest(p) for end, p in made.items() if end != ".json"}
        about["made"] = digests | {".json": own}
        as_json = json.dumps(about, indent=1, ensure_ascii=False)
        write_text(as_json + "\n", made[".json"])
        check_place(html, [], force=force)  # again: a run takes its time
        # The JSON knows the others: first, so that a stopped process leaves no riddle.
        ends = [".json", *(end for end in written if end != ".json")]
        for end in ends[1:]:
            written[end].unlink(missing_ok=True)
        for end in ends:
            made[end].replace(written[end])
    return written
