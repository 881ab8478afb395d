import shutil

import pandas as pd
import pytest

from emergestudy.data import find_table
from emergestudy.sealing import seal


@pytest.fixture
def change(tmp_path, monkeypatch):
    """Change numbers of one table in a copy of the data that all checks then read."""

    def change(table, query, column, value):
        folder = tmp_path / "data"
        if not folder.exists():
            shutil.copytree(find_table(table).path.parent, folder)
        path = folder / find_table(table).path.name
        cells = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows = pd.read_csv(path).query(query).index
        assert len(rows), f"no row of {table} fits {query}"
        cells.loc[rows, column] = str(value)
        cells.to_csv(path, index=False, lineterminator="\n")
        seal(folder)
        monkeypatch.setattr("emergestudy.data.data_dir", lambda: folder)

    return change
