"""Verdicts: decided beside the analysis, recorded, gathered from the notebooks."""

import html
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from emergestudy import load
from emergestudy.errors import StudyError, check_known
from emergestudy.paths import pages_of, study_root
from emergestudy.results import publish, raw_results, read_result

VERDICTS = (
    "reproduced", "reproduced with a correction", "consistent as printed",
    "holds on other data", "only partly", "contradicted", "fails on other data",
    "definition", "not decidable", "pending",
)  # fmt: skip
SIGNS = dict(zip(VERDICTS, "✓✓=≈~✗≠·?…", strict=True))
"""A sign beside each verdict, so that color is never needed."""

FOLDER = "EMERGESTUDY_NOTEBOOKS"
"""Environment variable: the folder of executed notebooks whose verdicts are read."""

PARTS = {
    "App. A": ["App. A.1", "App. A.2", "App. A.3"],
    "App. A.3": ["App. E", "Fig. 8"],
    "App. B": ["Fig. 9", "Fig. 10"],
    "App. C": ["Table 2"],
    "App. D": ["Fig. 11", "Fig. 12", "Fig. 13"],
}
"""Appendices that are decided by figures and tables."""

OTHER_DATA = {
    *("Snell Fig. 3", "Snell Fig. 13", "Snell Fig. 14"),
    *("P01", "P02", "P04", "K08", "K23", "C22"),
}
"""What is decided on other data than the authors', whose own are not public."""

Found = str | Sequence[bool | None] | Sequence[str]


def decide(found: Found, *, correction: bool = False, printed: bool = False) -> str:
    """Turn what was found into the word for it.

    Parameters
    ----------
    found : str, sequence of bool or sequence of str
        One of `VERDICTS`; or for each statement whether it holds, None where no data
        tell: all is *reproduced*, none *contradicted*, else *only partly*; or the
        verdicts on parts. With nothing to decide, *not decidable*.
    correction : bool
        Whether a slip of the paper had to be put right first.
    printed : bool
        Whether all rests on printed numbers alone: then *consistent as printed* is
        the most that can be said.

    Returns
    -------
    str
        One of `VERDICTS`.
    """
    if isinstance(found, str):
        word = found
    else:
        parts = list(found)
        if all(p is None for p in parts):
            return "not decidable"
        words = [p for p in parts if isinstance(p, str)]
        right = [w for w in words if w.startswith(("reproduced", "holds"))]
        wrong = sum(w in ("contradicted", "fails on other data") for w in words)
        if words:
            # Parts that are neither right nor wrong leave the whole "only partly".
            holds = len(right) if len(right) + wrong == len(words) else 0.5
            correction |= any("correction" in w for w in right)
        else:
            holds = sum(bool(p) for p in parts)
        word = "only partly" if holds else "contradicted"
        if holds == len(parts):
            word = "reproduced with a correction" if correction else "reproduced"
    check_known("verdict", word, VERDICTS, StudyError)
    return "consistent as printed" if printed and word.startswith("repro") else word


def verdict(
    item: str,
    found: Found,
    decides: str,
    *,
    correction: bool = False,
    printed: bool = False,
) -> str:
    """Decide a figure or a claim, and hand the verdict on to the pages.

    Parameters
    ----------
    item : str
        Key of ``paper_items`` (``"Fig. 2A"``) or of ``claims`` (``"C03"``).
    found, correction, printed
        As in `decide`.
    decides : str
        The deciding numbers, in one sentence made from the data. An empty list as
        `found` says in its place that the run's parameters left the numbers out.

    Returns
    -------
    str
        One of `VERDICTS`.
    """
    word = decide(found, correction=correction, printed=printed)
    if item in OTHER_DATA and word in ("reproduced", "contradicted"):
        holds = "holds" if word == "reproduced" else "fails"
        word = f"{holds} on other data"
    if not len(found):
        decides = "left out by the parameters of this run"
    elif word == "only partly" and not isinstance(found, str):
        decides = f"{_share(found)}: {decides}"
    publish(f"verdict/{item}", {"verdict": word, "decides": decides})
    return word


def _share(found: Sequence[bool | None] | Sequence[str]) -> str:
    """Say how many parts hold, and for how many no data tell."""
    without = sum(p is None or p == "not decidable" for p in found)
    right = sum(str(p).startswith(("True", "repro", "holds")) for p in found)
    said = f", {without} without data" if without else ""
    return f"{right} of {len(found)} hold{'s' if right == 1 else ''}{said}"


def recorded_verdicts(folder: Path | None = None) -> pd.DataFrame:
    """Gather the verdicts that executed notebooks recorded.

    If ``_toc.yml`` lies beside their folder, only notebooks that it names count.

    Parameters
    ----------
    folder : Path, optional
        Folder of notebooks; by default the one that the environment variable
        ``EMERGESTUDY_NOTEBOOKS`` names, or the committed notebooks.

    Returns
    -------
    pandas.DataFrame
        ``item``, ``notebook``, ``verdict``, ``decides``, those of appendices included.

    Raises
    ------
    StudyError
        If two notebooks decide the same thing.
    """
    folder = folder or os.environ.get(FOLDER) or study_root() / "notebooks"
    folder = Path(folder).absolute()
    paths, rows = sorted(folder.glob("*.ipynb")), []
    if (folder.parent / "_toc.yml").is_file():
        named = pages_of(folder.parent)
        paths = [p for p in paths if f"{folder.name}/{p.stem}" in named]
    for path in paths:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for name, data in raw_results(notebook).items():
            kind, _, item = name.partition("verdict/")
            if not kind and item:
                rows.append({"item": item, "notebook": path.stem, **read_result(data)})
    table = pd.DataFrame(rows, columns=["item", "notebook", "verdict", "decides"])
    twice = table.loc[table["item"].duplicated(), "item"]
    if len(twice):
        raise StudyError(f"decided in two notebooks: {', '.join(twice)}")
    found = table.set_index("item")[["verdict", "decides"]].to_dict("index")
    wholes = [{"item": item, **_whole(item, found)} for item in PARTS]
    homes = load("paper_items").set_index("item")["notebook"]
    wholes = pd.DataFrame(wholes).assign(notebook=lambda d: d["item"].map(homes))
    return pd.concat([table, wholes[table.columns]], ignore_index=True)


def _whole(item: str, found: dict[str, dict]) -> dict[str, str]:
    """Decide an appendix by its parts: each panel counts once."""
    items = load("paper_items")
    inside = items["figure"].isin(PARTS[item]) & ~items["item"].isin(PARTS)
    parts = items.loc[inside | items["item"].isin(PARTS[item]), "item"]
    words = [
        (_whole(p, found) if p in PARTS else found.get(p, NOT_RUN))["verdict"]
        for p in parts
    ]
    right = sum(w.startswith("reproduced") for w in words)
    said = (
        f"of {len(words)} parts {right} reproduced, {words.count('only partly')} only "
        f"partly, {words.count('contradicted')} contradicted"
    )
    return {"verdict": decide(words), "decides": said}


NOT_RUN = {"verdict": "pending", "decides": "no notebook has decided it yet"}


def figure_verdicts(
    only: str | None = None, folder: Path | None = None
) -> pd.DataFrame:
    """Return every figure, table and appendix of both papers with its verdict.

    ``only`` is one item or one figure (``"Fig. 2"``, ``"Snell Fig. 7"``), ``folder``
    as in `recorded_verdicts`. Columns: ``item``, ``figure``, ``shows``, ``notebook``,
    ``data`` (table, rows), ``verdict``, ``decides``; the second paper comes last.
    """
    items = _keep(load("paper_items"), only, ["item", "figure"], "figure")
    items = items.sort_values("item", key=lambda c: c.map(_place), kind="stable")
    rows = items["data_table"].fillna("") + ": " + items["data_rows"].fillna("")
    items = items.assign(data=rows.where(items["data_table"].notna(), "none"))
    columns = ["item", "figure", "shows", "notebook", "data"]
    return _with_verdicts(items[columns], "item", folder)


def claim_verdicts(only: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Return every claim of the texts that the study starts from, with its verdict.

    ``only`` is one claim (``"C03"``) or one text (``"Wei et al."``), ``folder`` as in
    `recorded_verdicts`. Columns: ``claim``, ``text``, ``locator``, ``statement``,
    ``verdict``, ``decides``.
    """
    claims = _keep(load("claims"), only, ["claim", "text"], "claim")
    columns = ["claim", "text", "locator", "statement"]
    return _with_verdicts(claims[columns], "claim", folder)


def _place(item: str) -> tuple[int, str, int]:
    """Put items of the second paper last, by kind and number: Fig. 3, Fig. 10."""
    if not item.startswith("Snell "):
        return 0, "", 0
    _, kind, number = item.split()
    return 1, kind, int(number)


def _keep(
    table: pd.DataFrame, only: str | None, columns: list[str], kind: str
) -> pd.DataFrame:
    if only is None:
        return table
    check_known(kind, only, table[columns].stack().unique())
    return table[(table[columns] == only).any(axis=1)]


def _with_verdicts(table: pd.DataFrame, key: str, folder: Path | None) -> pd.DataFrame:
    found = recorded_verdicts(folder).set_index("item")[["verdict", "decides"]]
    found = found.reindex(table[key]).fillna(NOT_RUN).reset_index(drop=True)
    return table.reset_index(drop=True).join(found)


def entries(table: pd.DataFrame, title: Sequence[str], lines: Mapping[str, str]) -> str:
    """Make a list of entries in HTML: verdicts with a sign, notebooks as links.

    Parameters
    ----------
    table : pandas.DataFrame
        One row an entry; every text is escaped.
    title : sequence of str
        Columns of the first line of an entry.
    lines : mapping of str to str
        Column to the label of its line; empty cells are left out.

    Returns
    -------
    str
        A list that reads the same on a phone, in print and to a screen reader.
    """
    if table.empty:
        return "<p>None.</p>"
    shown = []
    for row in table.to_dict("records"):
        head = " &middot; ".join(_cell(row[c], c) for c in title)
        said = {label: _cell(row[c], c) for c, label in lines.items() if row[c]}
        body = "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in said.items())
        shown.append(f"<li><p>{head}</p><dl>{body}</dl></li>")
    return '<ul class="entries">\n' + "\n".join(shown) + "\n</ul>"


def _cell(value: object, column: str) -> str:
    text = html.escape(str(value))
    if column == "verdict":
        return f'<span class="verdict">{SIGNS[value]} {text}</span>'
    if column == "notebook":
        return f'<a href="{text}.html">{text.replace("_", " ")}</a>'
    return f"Wei {text}" if column == "item" and text[:5] != "Snell" else text
