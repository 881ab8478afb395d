from emergestudy.data import tables


def test_tables_are_listed(run):
    done = run("data")
    assert done.exit_code == 0
    assert all(name in done.output for name in tables()["table"])


def test_a_table_tells_its_sources(run):
    done = run("data", "palm_scores")
    assert done.exit_code == 0
    assert "chowdhery2022palm" in done.output


def test_sealing_untouched_tables_changes_nothing(run, root):
    before = (root / "data" / "datapackage.json").read_bytes()
    assert run("data", "--seal").output == "sealed: nothing had changed\n"
    assert (root / "data" / "datapackage.json").read_bytes() == before
