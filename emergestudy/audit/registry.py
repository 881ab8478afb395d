"""All checks in one place, and what they find, as tables."""

from importlib import import_module

import pandas as pd

from emergestudy.audit.appendices import PARTS, combine, parts_of
from emergestudy.audit.finding import Check, Finding
from emergestudy.data import load
from emergestudy.errors import StudyError, UsageError, unknown

# Modules with `FIGURES` and `CLAIMS`; a new part of the study adds its own.
SUBJECTS = (
    "few_shot",
    "few_shot_claims",
    "shape_claims",
    "prompting",
    "perplexity",
    "metrics",
    "census",
    "scales",
    "risks",
    "appendices",
    "beyond",
    "reasons",
    "case_studies",
    "apps_forecast",
    "finetuning",
    "finetuning_claims",
    "forecasting",
    "forecasting_claims",
)


def checks(kind: str) -> dict[str, Check]:
    """Return every check of a kind.

    Parameters
    ----------
    kind : str
        ``"FIGURES"`` or ``"CLAIMS"``.

    Raises
    ------
    StudyError
        If two modules decide the same thing.
    """
    found: dict[str, Check] = {}
    for name in SUBJECTS:
        new = getattr(import_module(f"emergestudy.audit.{name}"), kind)
        twice = found.keys() & new.keys()
        if twice:
            raise StudyError(f"decided twice: {', '.join(sorted(twice))}")
        found |= new
    return found


def figure_verdicts(only: str | None = None) -> pd.DataFrame:
    """Decide every figure, table and appendix of both papers, panel by panel.

    Parameters
    ----------
    only : str, optional
        One item or one figure, for instance ``"Fig. 2"`` or ``"Snell Fig. 7"``.

    Returns
    -------
    pandas.DataFrame
        ``item``, ``figure``, ``shows``, ``notebook``, ``data`` (table and rows),
        ``verdict``, ``decides``.
    """
    items = load("paper_items")
    items = _keep(items, only, ["item", "figure"], "figure")
    items = items.sort_values("item", key=lambda c: c.map(_place), kind="stable")
    rows = items["data_table"].fillna("") + ": " + items["data_rows"].fillna("")
    items = items.assign(data=rows.where(items["data_table"].notna(), "none"))
    columns = ["item", "figure", "shows", "notebook", "data"]
    return _decide(items[columns], items["item"], checks("FIGURES"))


def claim_verdicts(only: str | None = None) -> pd.DataFrame:
    """Decide every claim of Wei et al. and of the texts that the study starts from.

    Parameters
    ----------
    only : str, optional
        One claim (``"C03"``) or one text (``"Wei et al."``).

    Returns
    -------
    pandas.DataFrame
        ``claim``, ``text``, ``locator``, ``statement``, ``verdict``, ``decides``.
    """
    claims = _keep(load("claims"), only, ["claim", "text"], "claim")
    columns = ["claim", "text", "locator", "statement"]
    return _decide(claims[columns], claims["claim"], checks("CLAIMS"))


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
    keep = (table[columns] == only).any(axis=1)
    if not keep.any():
        raise UsageError(unknown(kind, only, table[columns].stack().unique()))
    return table[keep]


def _decide(
    table: pd.DataFrame, keys: pd.Series, known: dict[str, Check]
) -> pd.DataFrame:
    found: dict[str, Finding] = {}
    findings = [_find(key, known, found) for key in keys]
    return table.assign(
        verdict=[f.verdict for f in findings], decides=[f.decides for f in findings]
    ).reset_index(drop=True)


def _find(key: str, known: dict[str, Check], found: dict[str, Finding]) -> Finding:
    """Decide one thing, once: an appendix by the findings on its parts."""
    if key not in found:
        if key in PARTS:
            found[key] = combine([_find(part, known, found) for part in parts_of(key)])
        else:
            if key not in known:
                raise StudyError(f"{key} has no check; write one in emergestudy/audit")
            found[key] = known[key]()
    return found[key]
