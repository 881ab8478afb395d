"""Scores in tables: a row a score, or models by tasks either way round.

In texts, such as a README, stand the tables that the lm-evaluation-harness prints, and
others, which count if they have a task whose chance level the study knows.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

import pandas as pd

from emergestudy.errors import some
from emergestudy.readers import files
from emergestudy.readers.harness import MODEL_ARGS, arguments_of, filtered, objects
from emergestudy.readers.metrics import LOWER, is_share, known_chance, plain
from emergestudy.readers.tidy import BOOLS

MOST_CELLS, MOST_TASKS = 20_000_000, 200  # of a Parquet file; of a table without heads
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
CALL = re.compile(r"^\s*([\w.-]+) \((.*?)\),.*?num_fewshot: (\w+)")
RULE = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?)?\s*|\|(:?-{3,}:?\|){3,}.*")
# [text](address), **bold**, `code`, <br>; a <sup>note</sup> goes, too.
LINK = re.compile(r"^\s*<a\s[^>]*>(.*?)</a>.*", re.IGNORECASE)
MARKUP = re.compile(r"!?\[([^]]*)\]\([^)]*\)|<sup>.*?</sup>|[*`]+|<[^>]*>|\\(?=[\W_])")


def _sniff(source: files.Source) -> bool:
    """Say yes of tables, which any other reader would know, and of lists of objects."""
    return source.path.suffix.lower() != ".json" or files.listed(source.json)


def _scores(frame: pd.DataFrame, source: files.Source) -> Iterator[files.Score]:
    """Yield the scores of a table, by default shares of right answers."""
    frame = _named(frame)
    if "value" not in frame or not {"model", "task"} & set(frame):
        frame = _long(frame, source)
    if lacks := sorted({"model", "task"} - {*frame}):
        raise files.BrokenFile(f"has no column {lacks[0]!r}; {NEEDED}")
    kept = [c for c in files.COLUMNS if c in frame and c != "file"]
    marked = frame["value"].map(lambda v: isinstance(v, str) and "%" in v)
    percent = set() if "unit" in frame else set(frame.loc[marked, "task"])
    for row in frame[kept].itertuples(index=False, name=None):
        score = _score(dict(zip(kept, row, strict=True)))
        task = score.get("task", "")
        if not NO_TASKS.fullmatch(task):
            unit = files.Score(unit="percent") if task in percent else {}
            yield score | unit | ({} if "metric" in frame else _measured(task))


def _measured(task: str) -> files.Score:
    """Say what is measured where no column does: the name tells, or it is accuracy."""
    named = OF_METRIC.fullmatch(task)
    metric = (named[2] or named[3]).lower() if named else ""
    if is_share(metric) or LOWER.fullmatch(metric):
        return files.Score(task=named[1], metric=metric)
    return files.Score(metric=m if LOWER.fullmatch(m := plain(task)) else "accuracy")


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns the names of `Score`; numbers under a unit are multiplied."""
    names: dict[str, str] = {}
    heads = [" ".join(str(c).split()) for c in frame]
    frame = frame.set_axis(pd.Index(heads, dtype=str), axis=1)
    lower = frame.columns.str.lower()
    for twice in lower[lower.duplicated()]:
        raise files.BrokenFile(f"has the column {twice[:60]!r} twice")
    for column in frame:
        m = TIMED.fullmatch(column)
        timed = m if m and FIELDS.get(plain(m[1])) in ("params", "tokens") else None
        field = FIELDS.get(plain(timed[1] if timed else column))
        free = field not in {*lower, *names.values()} or field == column.lower()
        if field and free:
            names[column] = field
            if timed:
                sizes = pd.to_numeric(frame[column].map(files.amount))
                frame[column] = sizes * files.TIMES[timed[2][0].lower()]
    return frame.rename(columns=names)


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
    errors = {m[1]: c for c in others if (m := ERRORS.fullmatch(c)) and m[1] in others}
    others = [c for c in others if c not in errors.values()]
    scores = [
        c for c in others
        if _mostly(frame[c]) and not NO_TASKS.fullmatch(c)
        and f"{c} Raw" not in others  # a leaderboard's shares of what is above chance
        and (across != "metric" or is_share(c) or LOWER.fullmatch(c.lower()))
    ]  # fmt: skip
    if not scores:
        told = f"has no column 'value'; {NEEDED}; or a column a task"
        raise files.BrokenFile(told)
    nested = [c for c in others if isinstance(frame[c].iloc[0], (dict, list))]
    if nested and across != "task":
        raise files.BrokenFile(f"holds objects in {nested[0]!r}; --reader reads them")
    if left := [c for c in others if c not in scores and c != "version"]:
        source.notes.append(f"columns that are no scores are left out: {some(left)}")
    parts = [
        frame[fields].assign(stderr=frame.get(errors.get(c, "stderr")), value=frame[c])
        .assign(**{across: c}) for c in scores
    ]  # fmt: skip
    whole = pd.concat(parts, ignore_index=True)
    return whole[whole["value"].map(lambda cell: _cell(cell)[0] is not None)]


def _mostly(column: pd.Series) -> bool:
    """Say whether at least half of the cells that hold something are numbers."""
    cells = [cell for cell in column.dropna() if cell != ""]
    return 2 * sum(_cell(c)[0] is not None for c in cells) >= max(len(cells), 1)


def _cell(cell: Any) -> tuple[float | None, float | None]:
    """Return the value and the error of a cell such as ``25.3 ± 0.4`` or ``25 %``."""
    if not isinstance(cell, str):
        return files.number(cell.item() if hasattr(cell, "item") else cell), None
    found = CELL.fullmatch(cell.strip())
    try:
        return files.number(float(found[1])), files.amount(found[2] or "")
    except (TypeError, ValueError):  # no such cell, or no number
        return None, None


def _parse(source: files.Source) -> pd.DataFrame:
    ending = source.path.suffix.lower()
    if ending in (".json", ".jsonl"):
        rows = source.json if ending == ".json" else [*objects(source.path)]
        try:
            return pd.DataFrame(rows)
        except UnicodeEncodeError as error:  # "\ud800", half of a character
            raise files.BrokenFile(f"holds no text ({error.reason})") from None
    if ending in (".parquet", ".xlsx"):
        return _binary(source.path, ending)
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


def _binary(path: Path, ending: str) -> pd.DataFrame:
    extra = {".parquet": ("Parquet", "parquet"), ".xlsx": ("Excel", "xlsx")}[ending]
    try:
        if ending == ".xlsx":
            with zipfile.ZipFile(path) as packed:
                size = sum(part.file_size for part in packed.infolist())
            if size > files.LARGEST:
                raise files.BrokenFile(f"has {size / 2**20:,.0f} MiB when unpacked")
            sheets = pd.read_excel(path, dtype=object, sheet_name=None).values()
            return pd.concat([s for s in sheets if len(s)] or sheets, ignore_index=True)
        from pyarrow.parquet import ParquetFile

        # Packed, a million equal rows take no room; count before they are unpacked.
        about = ParquetFile(path).metadata
        cells = about.num_rows * about.num_columns
        if cells > MOST_CELLS:
            told = f"has {cells:,} cells; at most {MOST_CELLS:,} are read"
            raise files.BrokenFile(told)
        return pd.read_parquet(path)
    except files.BrokenFile:
        raise
    except ImportError:
        cure = f"pip install 'emergestudy[{extra[1]}]'"
        raise files.BrokenFile(f"is {extra[0]}; to read it: {cure}") from None
    except Exception as error:  # whatever a parser makes of a stranger's bytes
        reason = str(error).splitlines()[0][:120] if str(error) else "no reason given"
        raise files.BrokenFile(f"is not a table ({reason})") from None


def _score(row: dict) -> files.Score:
    score = files.Score()
    for column, value in row.items():
        value = value.item() if hasattr(value, "item") else value
        if column == "value":
            found, error = _cell(value)
            score |= files.known(stderr=error)
        elif column in files.NUMBERS:
            found = files.amount(value)
        elif column in BOOLS:
            found = {"true": True, "false": False}.get(str(value).lower())
        else:
            # A number may stand for a name, such as a model called 7.
            name = value if files.number(value) is None else f"{files.number(value):g}"
            found = files.text(LINK.sub(r"\1", name) if isinstance(name, str) else None)
            if found and column in ("metric", "task") and found[-1] in "↑↓":
                score["higher_is_better"] = found[-1] == "↑"
                found = files.text(found[:-1])
        score |= files.known(**{column: found})
    return score


def _read_texts(source: files.Source) -> Iterator[files.Score]:
    """Yield the scores of tables in a text; other tables are passed over."""
    about, lines = files.Score(), source.text.splitlines()
    for place, line in enumerate(lines):
        if call := CALL.match(line):  # which the harness prints above its table
            given = arguments_of(call[2])
            name = files.first_text(*map(given.get, MODEL_ARGS), call[1])
            about = files.Score(model=files.at_revision(name, given.get("revision")))
            about = files.with_shots(about, files.amount(call[3]))
        if not place or not RULE.fullmatch(line):
            continue
        under = takewhile(lambda row: "|" in row, lines[place + 1 :])
        header, *rows = map(_cells, [lines[place - 1], *under])
        gap, lower = [""] * len(header), [name.lower() for name in header]
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
    columns = [header[1:], *zip(*rows, strict=True)]
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
        "a table", (".csv", ".tsv", ".parquet", ".xlsx", ".jsonl", ".json"),
        _sniff, lambda s: _scores(_parse(s), s),
    ),
)  # fmt: skip
