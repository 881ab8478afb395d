"""The book: what runs again, its pages, editions, refresh and check."""

import json
import os
from pathlib import Path

import pytest

from emergestudy import paths
from emergestudy.errors import StudyError
from emergestudy.running import book, notebooks, pages
from emergestudy.running.files import write_text
from emergestudy.running.fingerprint import notebook_key
from emergestudy.running.notebooks import chapters, read_notebook, records, source
from emergestudy.running.pages import _make_pages
from emergestudy.running.parameters import read_edition


def test_code_and_values_change_the_key_outputs_and_prose_do_not(squares, prose):
    first = notebook_key(squares, {})
    prose(squares, "Hello")
    squares.write_text(squares.read_text().replace('"outputs": []', '"outputs": [{}]'))
    assert notebook_key(squares, {}) == first
    other = notebook_key(squares, {"x": 4})
    squares.write_text(squares.read_text().replace("x**2", "x**3"))
    assert len({first, other, notebook_key(squares, {})}) == 3


def test_a_table_counts_if_it_was_read(squares, tmp_path, monkeypatch):
    told = {"resources": [{"name": n, "path": f"{n}.csv"} for n in ("models", "tasks")]}
    (tmp_path / "datapackage.json").write_text(json.dumps(told))
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path)
    wanted, keys = [[], ["tasks"], ["models", "tasks"], ["*"], ["gone"]], []
    for text in ("1", "2"):
        (tmp_path / "models.csv").write_text(text)
        keys.append([notebook_key(squares, {}, names) for names in wanted])
    same = [a == b for a, b in zip(*keys, strict=True)]
    assert same == [True, True, False, False, True]
    assert len({*keys[0]}) == len(wanted)


def test_a_module_counts_if_it_is_imported(squares, tmp_path, monkeypatch):
    package = tmp_path / "package"
    (package / "a").mkdir(parents=True)
    for name in ("results.py", "a/__init__.py", "a/b.py", "c.py"):
        (package / name).write_text("")
    text = "import numpy\nfrom emergestudy.a import (\n    b,  # it\n    b as d,\n)\n"
    (package / "results.py").write_text(text)
    (package / "_data").symlink_to(paths.data_dir())
    monkeypatch.setattr(paths, "PACKAGE", package)
    first = notebook_key(squares, {})
    (package / "c.py").write_text("x = 1\n")
    assert notebook_key(squares, {}) == first
    (package / "a" / "b.py").write_text("x = 1\n")
    assert notebook_key(squares, {}) != first


def test_records_of_other_notebooks_count_if_they_are_read(squares, tmp_path):
    keys = []
    for value in ("4", "5"):
        data = {"text/plain": "4", "application/x+json": [value]}
        output = {"data": data, "metadata": {"scrapbook": {"name": "n"}}}
        cell = {"cell_type": "code", "source": "", "outputs": [output]}
        (tmp_path / "other.ipynb").write_text(json.dumps({"cells": [cell]}))
        keys.append(notebook_key(squares, {}, reads=tmp_path))
    assert records({"cells": [cell]}) == {"n": "5"}
    assert keys[0] != keys[1]


def test_a_notebook_runs_once_until_something_changes_or_is_lost(study, squares):
    job = book._Job(squares, {}, study / "_build")
    assert book._run_jobs([job], processes=1) == ["squares"]
    assert book._run_jobs([job], processes=1) == []
    other = book._Job(squares, {"x": 5}, study / "_build" / "other")
    assert book._run_jobs([job, other], processes=1) == ["squares"]
    assert (job.is_fresh(), other.is_fresh()) == (True, True)
    assert book._run_jobs([job], processes=1, force=True) == ["squares"]
    (study / "requirements.lock").write_text("numpy==2\n")
    assert not job.is_fresh()
    (study / "requirements.lock").unlink()
    assert job.is_fresh()
    for file in (job.dependencies, job.executed):
        whole = file.read_text()
        file.write_text(whole[:20]) if file == job.dependencies else file.unlink()
        assert not job.is_fresh()
        file.write_text(whole)


def test_the_tables_that_were_read_are_noted(write_notebook, study):
    code = "from emergestudy import load\nlen(load('models')) > 0"
    job = book._Job(write_notebook(code), {}, study / "_build")
    book._run_job(job)
    assert "models" in json.loads(job.dependencies.read_text())["tables"]
    assert job.is_fresh()
    assert "EMERGESTUDY_READS" not in os.environ


def test_verdicts_run_last_and_read_the_rest(study, write_notebook, prose, monkeypatch):
    def build(stage, out, name, *, strict):
        write_text("", out / "_build" / "html" / "index.html")

    monkeypatch.setattr(pages, "_jupyter_book", build)
    code = (
        "import os\nfrom pathlib import Path\n"
        "from emergestudy import recorded, record\n"
        "folder = Path(os.environ['EMERGESTUDY_NOTEBOOKS'])\n"
        "record('twice', 2 * recorded(folder / 'squares.ipynb')['square'])"
    )
    path = write_notebook(code, name="verdicts", folder=study / "notebooks")
    (study / "_toc.yml").write_text(
        "format: jb-book\nroot: notebooks/verdicts\nparts:\n- caption: A\n"
        "  chapters:\n  - file: notebooks/squares\n"
    )
    for name in ("verdicts", "squares"):
        prose(study / "notebooks" / f"{name}.ipynb", f"# {name}")
    assert list(chapters(study)) == ["verdicts", "squares"]
    book.build_book(study, jobs=1)
    made = read_edition(study, None, [("squares.x", "5")], "five")
    jobs = book._book_jobs(study, made, study / "stage")
    names = [[j.notebook.stem for j in part] for part in jobs]
    assert names == [["squares"], ["verdicts"]]
    build = study / "_build"
    page = book.build_book(study, edition=made, jobs=1)
    assert page == build / "editions" / "five" / "index.html"
    for folder, twice in [(build, "18"), (build / "editions/.work/five", "50")]:
        notebook = read_notebook(folder / "executed" / "verdicts.ipynb")
        assert records(notebook) == {"twice": twice}
    assert read_notebook(path)["cells"][1]["outputs"] == []


def test_an_edition_has_own_pages_and_a_book_is_built_once(study, squares, prose, run):
    assert run("refresh").exit_code == 0
    prose(squares, "Mended")
    edition = study / "book" / "editions" / "seven.yaml"
    edition.parent.mkdir()
    edition.write_text("solutions: false\nparameters: {squares: {x: 7}}\n")
    done = run("book", "--edition", "seven", "--jobs", 1)
    assert done.exit_code == 0, done.output
    folder = study / "_build" / "editions"
    assert "49 plain" in (folder / "seven/notebooks/squares.html").read_text()
    stage = folder / ".work" / "seven" / "stage"
    staged = read_notebook(stage / "notebooks" / "squares.ipynb")
    begins = [source(cell).split()[0] for cell in staged["cells"]]
    assert begins == ["Mended", "x:", "#", "from"]
    told = {"changed": {"x": {"now": 7, "book": 3}}, "edition": "seven"}
    told["differs"] = [{"name": "square", "book": 9, "now": 49}]
    assert staged["metadata"]["emergestudy"] == told
    settings = (stage / "_config.yml").read_text()
    for line in ("study_edition: seven", "hide_solutions: true", "hide_notes: true"):
        assert line in settings
    assert run("book", "--jobs", "0").exit_code == 2
    html = study / "_build" / "html"
    assert not html.exists()
    done = run("book", "--jobs", "1")
    assert done.output == f"The book is ready. Open {html / 'index.html'}\n"
    chapter = html / "notebooks" / "squares.html"
    assert "9 plain" in chapter.read_text()
    before = chapter.stat().st_mtime_ns
    assert run("book", "--jobs", "1").exit_code == 0
    assert chapter.stat().st_mtime_ns == before


def test_a_warning_stops_the_build(study, squares, prose):
    prose(squares, "# Squares\n\n[gone](nowhere.md)")
    with pytest.raises(StudyError, match=r"(?s)pages were not built.*nowhere"):
        book.build_book(study, jobs=1)
    assert "nowhere" in (study / "_build" / "logs" / "book.log").read_text()


def test_what_fails_is_told_and_a_broken_copy_is_not_run(study, write_notebook):
    for name in ("my_copy", "broken"):
        write_notebook("1 / 0", name=name, folder=study / "notebooks")
    toc = study / "_toc.yml"
    toc.write_text(toc.read_text() + "chapters:\n- file: notebooks/broken\n")
    with pytest.raises(StudyError, match="broken: cell 1 failed") as caught:
        book.build_book(study, jobs=2)
    assert Path(str(caught.value).split(" is in ")[1]).is_file()
    assert list((study / "_build" / "executed").glob("broken*")) == []
    jobs, _ = book._book_jobs(study, book.DEFAULT, study)
    assert [j.notebook.stem for j in jobs] == ["squares", "broken"]


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Make pages of a stage by a builder that only notes what it found there."""
    html, found = tmp_path / "_build" / "html", []

    def build(stage, out, name, *, strict):
        found.append(sorted(p.name for p in html.glob("*")))
        html.mkdir(parents=True, exist_ok=True)
        (html / "index.html").write_text(str(len(found)))
        if "fails" in (stage / "a.md").read_text():
            raise StudyError("no pages")

    def make(text, whole=False):
        write_text(text, tmp_path / "stage" / "a.md")
        given = {"whole": whole, "lock": tmp_path / "lock", "name": "b"}
        _make_pages(tmp_path / "stage", tmp_path, **given)
        return len(found)

    monkeypatch.setattr(pages, "_jupyter_book", build)
    make.found = found
    return make


def test_pages_are_made_again_only_if_something_changed_or_failed(built, tmp_path):
    assert (built("# A"), built("# A"), built("# A, longer")) == (1, 1, 2)
    (tmp_path / "lock").write_text("sphinx==8")
    assert built("# A, longer") == 3
    (tmp_path / "_build" / "html" / "index.html").unlink()
    assert (built("# A, longer"), built("# A, longer")) == (4, 4)
    for _ in range(2):
        with pytest.raises(StudyError):
            built("fails")
    assert (built("# B"), built("# B"), built("# C", whole=True)) == (7, 7, 8)
    assert built.found[-2:] == [["index.html"], []]


def test_a_notebook_that_was_saved_while_it_ran_gets_no_outputs(squares):
    ran = read_notebook(squares)
    squares.write_text(squares.read_text().replace("x**2", "x**3"))
    with pytest.raises(StudyError, match="changed while it ran"):
        notebooks.with_outputs(read_notebook(squares), ran)


def test_refresh_stores_outputs_once_and_check_accepts_them(run, squares, capfd):
    assert run("refresh").output == "squares: changed\n"
    first = squares.read_bytes()
    assert run("refresh", "squares").output == "squares: unchanged\n"
    assert run("refresh", "squares", "circles").exit_code == 2
    assert squares.read_bytes() == first
    made = json.loads(first)
    cells = made["cells"]
    assert [c["metadata"] for c in cells] == [{"tags": ["parameters"]}, {}]
    assert made["metadata"]["language_info"] == {"name": "python"}
    assert [c["execution_count"] for c in cells] == [1, 2]
    assert [c["id"] for c in cells] == ["cell-0", "cell-1"]
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "2 passed" in capfd.readouterr().out
    squares.write_text(squares.read_text().replace("9 plain", "10 plain"))
    done = run("check")
    assert done.exit_code == 1
    assert "'emergestudy refresh'" in done.output
    assert "1 failed" in capfd.readouterr().out
    squares.write_text(squares.read_text().replace("print(", "1 / 0, print("))
    broken = squares.read_bytes()
    assert run("refresh").exit_code == 1
    assert squares.read_bytes() == broken
