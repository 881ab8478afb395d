from emergestudy.sweep.store import Store, run_key
from emergestudy.sweep.task import Outcome


def test_a_finished_run_is_kept_whole(tmp_path):
    store = Store(tmp_path / "runs")
    assert store.read("k") is None
    store.keep(Outcome("k", {"x": 1}, {"a": "2"}, 0.5))
    assert store.read("k") == {
        "key": "k", "parameters": {"x": 1}, "seconds": 0.5, "results": {"a": "2"},
    }  # fmt: skip
    assert [p.name for p in store.folder.iterdir()] == ["k.json"]


def test_half_a_file_is_no_run(tmp_path):
    store = Store(tmp_path)
    store.keep(Outcome("k", {}, {}, 0.5))
    file = tmp_path / "k.json"
    file.write_text(file.read_text()[:-5])
    assert not store.has("k")
    (tmp_path / "other.json").write_text('{"key": "k", "results": {}}')
    assert not store.has("other")


def test_a_failure_leaves_a_log_until_the_run_succeeds(tmp_path):
    store = Store(tmp_path)
    store.keep(Outcome("k", {"x": 1}, {}, 0.5, "ValueError: no", "\x1b[31mline 1"))
    assert not store.has("k")
    assert "\n\nline 1\n" in store.log("k").read_text()
    store.keep(Outcome("k", {"x": 1}, {}, 0.5))
    assert not store.log("k").exists()


def test_the_key_depends_on_all_parts():
    keys = {run_key(e, {"x": x}, c) for e in "ab" for x in (1, 2) for c in ((), ("r",))}
    assert len(keys) == 8
