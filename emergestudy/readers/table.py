"""Scores in tables: a row a score, or models by tasks either way round.

In texts, such as a README, stand the tables that the lm-evaluation-harness prints, and
others, which count if they have a task whose chance level the study knows.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, pairwise, takewhile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emergestudy.errors import some
from emergestudy.readers import files
from emergestudy.readers.harness import MODEL_ARGS, arguments_of, filtered, objects
from emergestudy.readers.metrics import LOWER, is_share, known_chance, plain

MOST_TASKS, SEARCHED = 200, 20  # where tasks are looked for without a head
NEEDED = "needed: model, task, value"
# Other names that people give to these columns, without signs.
ALSO = {
    "value": "score accuracy acc result", "stderr": "se std_error standard_error",
    "task": "tasks dataset benchmark benchmarks task_name task_metric",
    "n_eval": "n n_samples num_samples n_items total_count num_instances",
    "n_shot": "shots num_fewshot n_shots fewshot", "setting": "mode prompt",
    "params": "parameters param n_params num_params model_size size model_params",
    "tokens": "train_tokens training_tokens n_tokens pretrain_tokens "
    "pretraining_tokens pretraining_data_size", "family": "model_family",
    "loss": "train_loss val_loss validation_loss", "seed": "random_seed",
    "model": "model_name modelname fullname model_id name checkpoint_name run run_name",
}  # fmt: skip
FIELDS = {other: field for field, others in ALSO.items() for other in others.split()}
FIELDS |= {column: column for column in files.COLUMNS}
# A unit in a header: Model Size (B), params_b, Tokens (in trillions).
TIMED = re.compile(
    r"(?i)(.*?)[_\s]*(?:\(|[_\s])\s*(?:in[_\s])?([kmbt]|(?:m|b|tr)illions?)\s*\)?\s*",
)
ERRORS = re.compile(r"(.+?)[\s_-]*\(?(stderr|std_?err(or)?|se)\)?", re.IGNORECASE)
NO_TASKS = re.compile(
    r"(?i)((average|avg|mean|overall)( score)?|rank|index|unnamed.*|id|date|year|"
    r"version|.*flops.*|hub.*|co[2₂].*|.*likes|generation)\W*",
)
# arc_easy/acc_norm, DROP (F1), MMLU (Acc.) or Pile BPB.
OF_METRIC = re.compile(
    r"(?i)(.+?)\s*(?:[/(]\s*([^/()]+?)\.?\)?|[\W_](acc(?:uracy|_norm)?|exact_match|"
    r"perplexity|ppl|bpb|brier|ece|nll|loss))",
)
# 25.3, 25 %, **25.3** or 25.3 ± 0.4.
CELL = re.compile(
    r"\**\s*([^\s%±(*]+)\s*%?\s*(?:(?:±|\+/?-|\()\s*([^\s%)]+)\s*%?\)?)?\**"
)
# Above a table of the harness; under a header (a row may follow on that line).
CALL = re.compile(r"^\s*([\w.-]+) \((?>(.*?)\),).*?num_fewshot: (\w+)")
RULE = re.compile(r"\|?\s*(:?-+:?\s*\|\s*)+(:?-+:?)?|\|(:?-{3,}:?\|){3,}.*")
# [text](address), **bold**, `code`, <br>; a <sup>note</sup> goes, too.
LINK = re.compile(r"^\s*<a\s[^>]*>(.*?)</a>.*", re.IGNORECASE)
# Each may start anywhere, and none looks beyond the next start.
MARKUP = re.compile(
    r"!?\[([^][]*)\]\([^)[]*\)|<sup>(?:(?!<sup>).)*?</sup>|[*`]+|<[^<>]*>|\\(?=[\W_])"
)


def _sniff(source: files.Source) -> bool:
    """Say yes of tables, which any other reader would know, and of lists of objects."""
    return source.path.suffix.lower() != ".json" or files.listed(source.json)


def _scores(frame: pd.DataFrame, source: files.Source) -> Iterator[files.Score]:
    """Yield the scores of a table, by default shares of right answers."""
    frame = _named(frame, source)
    if "value" not in frame or not {"model", "task"} & set(frame):
        frame = _long(frame, source)
    if lacks := sorted({"model", "task"} - {*frame}):
        raise files.BrokenFile(f"has no column {lacks[0]!r}; {NEEDED}")
    kept = [c for c in files.COLUMNS if c in frame and c != "file"]
    marked = frame["value"].map(lambda v: isinstance(v, str) and "%" in v).astype(bool)
    marked |= frame["task"].astype(str).str.contains(r"%\W*$")
    percent = set(frame.loc[marked, "task"])
    for row in frame[kept].itertuples(index=False, name=None):
        score = _score(dict(zip(kept, row, strict=True)))
        task = score.get("task", "")
        if not NO_TASKS.fullmatch(task):
            unit = files.Score(unit="percent") if task in percent else {}
            yield unit | score | ({} if "metric" in frame else _measured(task))


def _measured(task: str) -> files.Score:
    """Say what is measured where no column does: the name tells, or it is accuracy."""
    named = OF_METRIC.fullmatch(task)
    metric = (named[2] or named[3]).lower() if named else ""
    if is_share(metric) or LOWER.fullmatch(metric):
        return files.Score(task=named[1], metric=metric)
    return files.Score(metric=m if LOWER.fullmatch(m := plain(task)) else "accuracy")


def _named(frame: pd.DataFrame, source: files.Source) -> pd.DataFrame:
    """Give columns the names of `Score`, the first that fit; a unit multiplies."""
    of_field: dict[str, list[str]] = defaultdict(list)
    heads = [" ".join(str(c).split())[:200] for c in frame]
    frame = frame.set_axis(pd.Index(heads, dtype=str), axis=1)
    lower = frame.columns.str.lower()
    for twice in lower[lower.duplicated()]:
        raise files.BrokenFile(f"has the column {twice[:60]!r} twice")
    for column in frame:
        m = TIMED.fullmatch(column)
        timed = m if m and FIELDS.get(plain(m[1])) in ("params", "tokens") else None
        if field := FIELDS.get(plain(timed[1] if timed else column)):
            of_field[field].append(column)
            if timed:
                sizes = pd.to_numeric(frame[column].map(files.amount))
                frame[column] = sizes * files.TIMES[timed[2][0].lower()]
    for field, columns in of_field.items():
        columns.sort(key=lambda c, field=field: c.lower() != field)
        if columns[1:] and field in files.NUMBERS:
            cells = frame[columns].map(lambda c: _cell(c)[0] or files.amount(c))
            cells = cells.astype(float)
            far = cells.max(axis=1) - cells.min(axis=1)
            if far.gt(1e-6 * cells.abs().max(axis=1)).any():
                told = f"other numbers in {some(columns[1:], 3)} than in {columns[0]}"
                source.notes.append(f"has {told}; {columns[0]} counts")
    if "%" in "".join(of_field.get("value", [])[:1]) and "unit" not in of_field:
        frame["unit"] = "percent"
    twice = [c for columns in of_field.values() for c in columns[1:]]
    names = {columns[0]: field for field, columns in of_field.items()}
    return frame.drop(columns=twice).rename(columns=names)


def _long(frame: pd.DataFrame, source: files.Source) -> pd.DataFrame:
    """Turn a table of models by tasks, either way round, into a row a score."""
    if not {"model", "task"} & {*frame} and len(frame) < MOST_TASKS:
        with suppress(files.BrokenFile):
            frame = _either_way([*frame], frame.map(str).to_numpy().tolist())
    across = "task" if "model" in frame or "task" not in frame else "model"
    across = "metric" if {"model", "task"} <= {*frame} else across
    down = "task" if across == "model" else "model"
    if down not in frame and len(frame.columns):
        first = frame.columns[0]  # names without a header, or under another
        if _mostly(frame[first]) or not frame[first].astype(str).is_unique:
            raise files.BrokenFile(f"has no column {down!r}; {NEEDED}")
        frame = frame.rename(columns={first: down})
    fields = [c for c in frame if c in files.COLUMNS and c != "value"]
    others = [c for c in frame if c not in fields]
    there = {*others}
    errors = {m[1]: c for c in others if (m := ERRORS.fullmatch(c)) and m[1] in there}
    there -= {*errors.values()}
    others = [c for c in others if c in there]
    scores = [
        c for c in others
        if _mostly(frame[c]) and not NO_TASKS.fullmatch(c)
        and f"{c} Raw" not in there  # a leaderboard's shares of what is above chance
        and (across != "metric" or is_share(c) or LOWER.fullmatch(c.lower()))
    ]  # fmt: skip
    if not scores:
        told = f"has no column 'value'; {NEEDED}; or a column a task"
        raise files.BrokenFile(told)
    nested = [c for c in others if isinstance(frame[c].iloc[0], (dict, list))]
    if nested and across != "task":
        raise files.BrokenFile(f"holds objects in {nested[0]!r}; --reader reads them")
    there -= {*scores, "version"}
    if left := [c for c in others if c in there]:
        source.notes.append(f"columns that are no scores are left out: {some(left)}")
    files.bounded(len(frame) * len(scores), 0)
    whole = frame[fields].iloc[np.tile(np.arange(len(frame)), len(scores))]
    whole = whole.reset_index(drop=True)
    whole[across] = np.repeat(np.array(scores, object), len(frame))
    named = {"value": scores, "stderr": [errors.get(c, "stderr") for c in scores]}
    for field, columns in named.items():
        whole[field] = frame.reindex(columns=columns).to_numpy(object).ravel("F")
    return whole[whole["value"].map(lambda cell: _cell(cell)[0] is not None)]


def _mostly(column: pd.Series) -> bool:
    """Say whether at least half of the cells that hold something are numbers."""
    cells = [cell for cell in column.dropna() if cell != ""]
    return 2 * sum(_cell(c)[0] is not None for c in cells) >= max(len(cells), 1)


def _cell(cell: Any) -> tuple[float | None, float | None]:
    """Return the value and the error of a cell such as ``25.3 ± 0.4`` or ``25 %``."""
    if not isinstance(cell, str):
        return files.number(cell.item() if hasattr(cell, "item") else cell), None
    try:
        found = CELL.fullmatch(cell.strip()) if len(cell) < MOST_TASKS else None
        return files.number(float(found[1])), files.amount(found[2] or "")
    except (TypeError, ValueError):  # no such cell, or no number
        return None, None


def _parse(source: files.Source) -> pd.DataFrame:
    ending = source.path.suffix.lower()
    if ending in (".json", ".jsonl"):
        found = source.json if ending == ".json" else objects(source.path)
        rows = [*islice(found, files.MOST_ROWS + 1)]
        wide = len({key for row in rows for key in row})
        files.bounded(len(rows), len(rows) * wide, wide)
        return pd.DataFrame(rows)
    if ending in (".parquet", ".xlsx"):
        try:
            return (_parquet if ending == ".parquet" else _sheets)(source.path)
        except ImportError:
            cure = f"pip install 'emergestudy[{ending[1:]}]'"
            raise files.BrokenFile(f"is {ending[1:]}; to read it: {cure}") from None
    said = re.match(r"sep=(.)\s*\n", source.text)  # a spreadsheet's own line
    text = source.text[said.end() if said else 0 :]
    sign = said[1] if said else "\t" if ending == ".tsv" else None
    frame = files.parse_csv(text, sign)
    commas = re.search(r"""["\t](\d+,\d\d?|0,\d+)\s*%?["\t\r\n]""", text)
    if ";" in text.lstrip().partition("\n")[0] or (
        commas and not re.search(r"\d\.\d+(?!\w)", text)
    ):
        decimal = re.compile(r"[-+\d,%±\s()/]+[kmbt]?", re.IGNORECASE)
        frame = frame.map(lambda c: c.replace(",", ".") if decimal.fullmatch(c) else c)
    return frame


def _unpacked(size: int) -> None:
    if size > files.LARGEST:
        raise files.BrokenFile(f"has {size / 2**20:,.0f} MiB when unpacked")


def _parquet(path: Path) -> pd.DataFrame:
    """Read Parquet: packed, a million equal rows or texts take no room."""
    from pyarrow.parquet import ParquetFile

    about = ParquetFile(path).metadata
    groups = map(about.row_group, range(about.num_row_groups))
    parts = [group.column(i) for group in groups for i in range(about.num_columns)]
    values = sum(part.num_values for part in parts)
    files.bounded(about.num_rows, values, about.num_columns)
    _unpacked(sum(part.total_uncompressed_size for part in parts))
    packed = [p.path_in_schema for p in parts if p.has_dictionary_page]
    file = ParquetFile(path, read_dictionary=packed)
    size = 0
    for batch in file.iter_batches(4096):
        _unpacked(size := size + batch.nbytes)
    frame = file.read().to_pandas()
    return frame.astype(dict.fromkeys(frame.select_dtypes("category"), object))


def _sheets(path: Path) -> pd.DataFrame:
    """Read all sheets of a workbook; rows without a cell count for nothing."""
    from openpyxl import load_workbook

    honest = io.BytesIO()  # whatever sizes the file claims
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(honest, "w") as copy:
        _unpacked(sum(part.file_size for part in packed.infolist()))
        for part in packed.infolist():
            with packed.open(part) as file:
                copy.writestr(part.filename, file.read(part.file_size + 1))
    frames, cells = [], 0
    for sheet in load_workbook(honest, read_only=True, data_only=True).worksheets:
        sheet.reset_dimensions()
        rows: list[tuple] = []
        for row in sheet.iter_rows(values_only=True):
            files.bounded(len(rows), cells := cells + len(row))
            rows += [row] if any(cell is not None for cell in row) else []
        if rows:
            width = max(map(len, rows))
            files.bounded(len(rows), len(rows) * width, width)
            heads, *rows = [row + (None,) * (width - len(row)) for row in rows]
            names = [f"unnamed {i}" if c is None else c for i, c in enumerate(heads)]
            frames.append(pd.DataFrame(rows, columns=names, dtype=object))
    return pd.concat(frames, ignore_index=True)


def _score(row: dict) -> files.Score:
    score = files.Score()
    for column, value in row.items():
        value = value.item() if hasattr(value, "item") else value
        if column == "value":
            found, error = _cell(value)
            score |= files.known(stderr=error)
        elif column in files.NUMBERS:
            found = files.amount(value)
        else:
            # A number may stand for a name, such as a model called 7.
            name = str(value) if isinstance(value, bool) else value
            name = name if files.number(name) is None else f"{files.number(name):g}"
            name = LINK.sub(r"\1", name[:1000]) if isinstance(name, str) else None
            found = files.text(name)
            if found and column in ("metric", "task") and found[-1] in "↑↓":
                score["higher_is_better"] = found[-1] == "↑"
                found = files.text(found[:-1])
        score |= files.known(**{column: found})
    return score


def _read_texts(source: files.Source) -> Iterator[files.Score]:
    """Yield the scores of tables in a text; other tables are passed over."""
    about, lines = files.Score(), source.text.splitlines()
    rules = [i for i, line in enumerate(lines) if i and RULE.fullmatch(line.strip())]
    # A rule under numbers, within a table, heads none.
    heads = [i for i in rules if "|" not in "".join(lines[max(i - 2, 0) : i - 1])
             or all(_cell(c)[0] is None for c in _cells(lines[i - 1]))]  # fmt: skip
    ends = {i: following - 1 for i, following in pairwise([*heads, len(lines) + 1])}
    for place, line in enumerate(lines):
        if call := CALL.match(line):  # which the harness prints above its table
            given = arguments_of(call[2])
            name = files.first_text(*map(given.get, MODEL_ARGS), call[1])
            about = files.Score(model=files.at_revision(name, given.get("revision")))
            about = files.with_shots(about, files.amount(call[3]))
        if place not in ends:
            continue
        under = takewhile(lambda row: "|" in row, lines[place + 1 : ends[place]])
        header, *rows = map(_cells, [lines[place - 1], *under])
        gap, lower = [""] * len(header), [name.lower() for name in header]
        files.bounded(len(rows), len(rows) * len(gap), len(gap))
        rows = [(row + gap)[: len(gap)] for row in rows]
        if {"metric", "value"} <= set(lower):
            about = about or files.Score(model=files.named_by_place(source))
            for score in _printed(lower, rows):
                yield about | score
        elif header:
            with suppress(files.BrokenFile):
                yield from [*_scores(_either_way(header, rows), source)]


def _cells(line: str) -> list[str]:
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return [MARKUP.sub(r"\1", cell.replace("<br>", " ")).strip() for cell in cells]


def _printed(header: list[str], rows: list[list[str]]) -> Iterator[files.Score]:
    """Yield scores as the harness prints them; a blank task is the one above."""
    task = whole = ""
    arrow = header.index("metric") + 1
    for cells in rows:
        row = dict(zip(header, cells, strict=True))
        task = cells[0] or task
        whole = whole if task.startswith("-") else task
        name, _, kept = row["metric"].partition(",")  # some print acc,none
        metric = filtered(name, kept or row.get("filter"))
        sign = "".join({"↑", "↓"} & {*cells[arrow : arrow + 1]})
        told = {"task": task.lstrip("- "), "part_of": whole if whole != task else ""}
        told |= {"metric": f"{metric} {sign}", "n_shot": row.get("n-shot")}
        told |= {key: row.get(key) for key in ("value", "stderr")}
        score = _score(told)
        if {"task", "value"} <= {*score} and not re.fullmatch("|alias|.*_stderr", name):
            yield files.with_shots(score, score.get("n_shot"))


def _either_way(header: list[str], rows: list[list[str]]) -> pd.DataFrame:
    """Name the column of tasks or of models, by where tasks that are known stand."""
    columns = [header[1:], *islice(zip(*rows, strict=True), SEARCHED)]
    across, *down = (sum(known_chance(c) is not None for c in col) for col in columns)
    most = max(down, default=0)
    if not max(across, most):
        raise files.BrokenFile("has no task that is known")
    if most > across:
        header[down.index(most)] = "task"
    elif not {"model"} & {FIELDS.get(name.lower(), name.lower()) for name in header}:
        header[0] = "model"
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    return frame.loc[:, [*map(bool, header)]]


READERS = (
    files.Reader(
        "tables in a text", files.PROSE,
        lambda s: next(_read_texts(files.Source(s.path)), None) is not None,
        _read_texts,
    ),
    files.Reader(
        "a table", (*files.TABLES, ".jsonl", ".json"),
        _sniff, lambda s: _scores(_parse(s), s),
    ),
)  # fmt: skip
