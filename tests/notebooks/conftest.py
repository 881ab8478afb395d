"""Run the code of a chapter on changed numbers, and see what it records."""

import json
import shutil

import pandas as pd
import pytest

from emergestudy import results


def words(found):
    """The words of the verdicts that a chapter recorded, by item."""
    kept = {name.partition("verdict/")[2]: value for name, value in found.items()}
    return {item: value["verdict"] for item, value in kept.items() if item}


@pytest.fixture
def change(tmp_path, root, monkeypatch):
    """Change cells of a table in a copy of ``data/``, which is then read.

    ``change("wei2022_scores", "locator == 'Fig. 2H'", "value", 50)``: the query is one
    of the loaded table, the column one of the file; a callable gets the old values.
    The copy is sealed again, so that only its numbers are odd.
    """
    from emergestudy import data, descriptor, sealing

    folder = tmp_path / "data"
    shutil.copytree(root / "data", folder)
    monkeypatch.setattr(descriptor, "data_dir", lambda: folder)
    monkeypatch.setattr(sealing, "data_dir", lambda: folder)

    def edit(table, query, column, value):
        path = descriptor.find_table(table).path
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows = data.load(table).query(query).index
        assert len(rows), f"no row of {table} has {query}"
        new = value(frame.loc[rows, column].astype(float)) if callable(value) else value
        new = new if isinstance(value, str) else pd.Series(new, rows).astype(str)
        frame.loc[rows, column] = new
        frame.to_csv(path, index=False)
        sealing.seal(folder)

    return edit


@pytest.fixture
def chapter(root, monkeypatch):
    """Run the code cells of a notebook here; return what they record, by name.

    ``chapter("few_shot_emergence", margin=4)``: verdicts stand under ``verdict/ITEM``.
    """
    import matplotlib.pyplot as plt

    def run(name, **parameters):
        bundles = {}
        monkeypatch.setattr(results, "_publish", bundles.__setitem__)
        monkeypatch.setattr(plt, "show", lambda *_, **__: None)
        path = root / "notebooks" / f"{name}.ipynb"
        space = {"display": lambda *_: None, "__name__": "__main__"}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            source = "".join(cell["source"])
            exec(compile(source, f"{name}:{cell['id']}", "exec"), space)
            if "parameters" in cell["metadata"].get("tags", []):
                space.update(parameters)
        plt.close("all")
        return {item: results.read_result(told) for item, told in bundles.items()}

    return run
