"""Folders as people have them: what is in ``tests/cases``, and what must come out."""

import json
from pathlib import Path

import numpy as np
import pytest

from emergestudy.errors import UsageError
from emergestudy.readers import ingest
from emergestudy.report import own_curves, read_chance

from .conftest import CASES


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_a_folder_gives_what_it_holds(name, monkeypatch):
    """``expect.json`` says how it is read, and the models, scores and curves in it."""
    monkeypatch.chdir(CASES / name)
    expect = json.loads(Path("expect.json").read_text(encoding="utf-8"))
    side = Path("models.csv") if Path("models.csv").exists() else None
    place = next(path for path in ("in", "in.csv") if Path(path).exists())
    if "error" in expect:
        with pytest.raises(UsageError, match=expect["error"]):
            own_curves(ingest([place], side).scores, expect["x"])
        return
    found = ingest([place], side, **expect.get("options", {}))
    table = found.scores.sort_values(["model", "step", "task", "metric"])
    if "models" in expect:
        families = table.groupby("family")["model"].unique()
        assert {f: sorted(m) for f, m in families.items()} == expect["models"]
    for column, values in expect.get("columns", {}).items():
        seen = [*dict.fromkeys(table[column].dropna())]
        assert seen == pytest.approx(values), column
    for row in expect.get("scores", []):
        asked = {key: row[key] for key in ("model", "task", "metric", "n_shot")
                 if key in row}  # fmt: skip
        fits = np.logical_and.reduce([table[k].eq(v) for k, v in asked.items()])
        (one,) = table[fits].to_dict("records")
        assert {k: one[k] for k in row} == pytest.approx(row, nan_ok=True)
    problems = [*found.problems, *found.broken.values()]
    assert len(problems) == len(expect.get("told", []))
    for told in expect.get("told", []):
        assert any(told in problem for problem in problems), problems
    if "curves" in expect:
        given = read_chance(expect.get("chance", []))
        points = own_curves(table, expect["x"], given).points
        keys = ["task", "metric", "way", "group", "chance"]
        counts = points.groupby(keys, sort=True).size().reset_index().values.tolist()
        assert counts == [pytest.approx(curve) for curve in expect["curves"]]
