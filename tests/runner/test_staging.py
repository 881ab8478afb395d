import json

from emergestudy.runner.staging import stage_notebook, stage_sources


def test_only_what_changed_is_copied(study, tmp_path):
    (study / "book").mkdir()
    (study / "book" / "a.md").write_text("# A")
    (study / "book" / "b.md").write_text("# B")
    stage = tmp_path / "stage"
    stage_sources(study, stage)
    before = (stage / "book" / "a.md").stat().st_mtime_ns
    (study / "book" / "b.md").unlink()
    (study / "book" / "c.md").write_text("# C")
    stage_sources(study, stage)
    assert (stage / "book" / "a.md").stat().st_mtime_ns == before
    assert {p.name for p in (stage / "book").iterdir()} == {"a.md", "c.md"}
    assert (stage / "_toc.yml").is_file()


def test_a_new_style_sheet_asks_for_all_pages_again(study, tmp_path):
    style = study / "book" / "_static" / "study.css"
    style.parent.mkdir(parents=True)
    style.write_text("p {}")
    stage = tmp_path / "stage"
    assert stage_sources(study, stage)
    assert not stage_sources(study, stage)
    (study / "book" / "a.md").write_text("# A")
    assert not stage_sources(study, stage)
    style.write_text("p { color: red }")
    assert stage_sources(study, stage)


def test_fresh_outputs_meet_the_committed_text(study, tmp_path):
    path = study / "notebooks" / "squares.ipynb"
    notebook = json.loads(path.read_text())
    executed = json.loads(path.read_text())
    executed["cells"][1]["outputs"] = [{"output_type": "stream", "text": ["9"]}]
    text = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": ["Hello"]}
    notebook["cells"].insert(0, text)
    path.write_text(json.dumps(notebook))
    (tmp_path / "run.ipynb").write_text(json.dumps(executed))
    stage_notebook(path, tmp_path / "run.ipynb", tmp_path / "stage")
    staged = tmp_path / "stage" / "notebooks" / "squares.ipynb"
    cells = json.loads(staged.read_text())["cells"]
    assert cells[0]["source"] == ["Hello"]
    assert cells[2]["outputs"][0]["text"] == ["9"]
    before = staged.stat().st_mtime_ns
    stage_notebook(path, tmp_path / "run.ipynb", tmp_path / "stage")
    assert staged.stat().st_mtime_ns == before
