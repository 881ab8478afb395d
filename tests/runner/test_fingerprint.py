import json

import pytest

from emergestudy.data import ALL
from emergestudy.runner import fingerprint, imports


@pytest.fixture
def path(study):
    return study / "notebooks" / "squares.ipynb"


def key(path, parameters=(), tables=()):
    return fingerprint.notebook_key(path, dict(parameters), tables)


def test_what_matters_changes_the_key(study, path):
    first = key(path)
    assert key(path) == first
    assert key(path, {"x": 4}) != first
    (study / "requirements.lock").write_text("numpy==2\n")
    assert key(path) != first


def test_outputs_and_prose_do_not_change_the_key(path):
    first = key(path)
    notebook = json.loads(path.read_text())
    notebook["cells"][0]["outputs"] = [{"output_type": "stream", "text": "9"}]
    text = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": ["Hello"]}
    notebook["cells"].insert(0, text)
    path.write_text(json.dumps(notebook))
    assert key(path) == first


def test_a_table_counts_if_it_was_read(path, root, tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "datapackage.json").write_bytes(
        (root / "data" / "datapackage.json").read_bytes()
    )
    (folder / "models.csv").write_text("1")
    monkeypatch.setattr("emergestudy.data.data_dir", lambda: folder)
    wanted = [[], ["tasks"], ["models", "tasks"], [ALL]]
    before = [key(path, tables=names) for names in wanted]
    (folder / "models.csv").write_text("2")
    after = [key(path, tables=names) for names in wanted]
    same = [a == b for a, b in zip(before, after, strict=True)]
    assert same == [True, True, False, False]


def test_a_module_counts_if_it_is_imported(path, tmp_path, monkeypatch):
    package = tmp_path / "package"
    (package / "a").mkdir(parents=True)
    for name in ("results.py", "a/__init__.py", "a/b.py", "c.py"):
        (package / name).write_text("")
    (package / "results.py").write_text("from emergestudy.a import b\n")
    monkeypatch.setattr(imports, "PACKAGE", package)
    first = key(path)
    (package / "c.py").write_text("x = 1\n")
    assert key(path) == first
    (package / "a" / "b.py").write_text("x = 1\n")
    assert key(path) != first


def test_the_folder_of_a_run_depends_on_the_values_alone():
    short = fingerprint.parameters_hash({"a": 1, "b": [2]})
    assert short == fingerprint.parameters_hash({"b": [2], "a": 1})
    assert short != fingerprint.parameters_hash({"a": 2, "b": [2]})
    assert len(short) == 8
