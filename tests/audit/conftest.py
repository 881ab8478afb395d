import shutil

import pandas as pd
import pytest

from emergestudy.data import find_table, load
from emergestudy.sealing import seal


@pytest.fixture
def change(tmp_path, monkeypatch):
    """Change numbers of one table in a copy of the data that all checks then read."""

    def change(table, query, column, value):
        folder = tmp_path / "data"
        if not folder.exists():
            shutil.copytree(find_table(table).path.parent, folder)
        found = load(table, folder).query(query)
        assert len(found), f"no row of {table} fits {query}"
        for join in find_table(table).joins:  # the number stands in another table
            if column in [f["name"] for f in join["fields"]]:
                table = join["from"]
                keys = found[join["on"]].drop_duplicates()
                kept = load(table, folder).reset_index().merge(keys, on=join["on"])
                if "as_given_by" in join:
                    kept = kept[kept["source"] == join["as_given_by"][0]]
                found = kept.set_index("index")
                value = value if column != "chance" else 100 * float(value)
                break
        path = folder / find_table(table).path.name
        cells = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows = found.index
        cells.loc[rows, column] = str(value)
        cells.to_csv(path, index=False, lineterminator="\n")
        seal(folder)
        monkeypatch.setattr("emergestudy.data.data_dir", lambda: folder)

    return change
