from emergestudy.data import ALL, load, note, noted, noting, tables


def test_what_is_loaded_is_noted_also_from_memory(tmp_path):
    load("models")
    with noting(tmp_path / "reads"):
        load("models")
        load("models")
        assert noted(tmp_path / "reads") == ["models"]
        tables()
    assert noted(tmp_path / "reads") == [ALL, "models"]


def test_without_a_request_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    note("models")
    assert list(tmp_path.iterdir()) == []
    assert noted(tmp_path / "none") == []
