import json

import pytest

from emergestudy.runner import fingerprint


@pytest.fixture(autouse=True)
def forget():
    fingerprint.environment_hash.cache_clear()
    yield
    fingerprint.environment_hash.cache_clear()


def test_what_matters_changes_the_key(study):
    path = study / "notebooks" / "squares.ipynb"
    first = fingerprint.notebook_key(path, {})
    assert fingerprint.notebook_key(path, {}) == first
    assert fingerprint.notebook_key(path, {"x": 4}) != first
    (study / "requirements.lock").write_text("numpy==2\n")
    fingerprint.environment_hash.cache_clear()
    assert fingerprint.notebook_key(path, {}) != first


def test_outputs_and_prose_do_not_change_the_key(study):
    path = study / "notebooks" / "squares.ipynb"
    first = fingerprint.notebook_key(path, {})
    notebook = json.loads(path.read_text())
    notebook["cells"][0]["outputs"] = [{"output_type": "stream", "text": "9"}]
    text = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": ["Hello"]}
    notebook["cells"].insert(0, text)
    path.write_text(json.dumps(notebook))
    assert fingerprint.notebook_key(path, {}) == first


def test_a_changed_table_changes_the_key(study, tmp_path, monkeypatch):
    path = study / "notebooks" / "squares.ipynb"
    monkeypatch.setattr(fingerprint, "data_dir", lambda: tmp_path / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("1")
    first = fingerprint.notebook_key(path, {})
    (tmp_path / "data" / "a.csv").write_text("2")
    fingerprint.environment_hash.cache_clear()
    assert fingerprint.notebook_key(path, {}) != first


def test_the_folder_of_a_run_depends_on_the_values_alone():
    short = fingerprint.parameters_hash({"a": 1, "b": [2]})
    assert short == fingerprint.parameters_hash({"b": [2], "a": 1})
    assert short != fingerprint.parameters_hash({"a": 2, "b": [2]})
    assert len(short) == 8
