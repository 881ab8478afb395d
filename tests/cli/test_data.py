from emergestudy.data import tables


def test_tables_are_listed_and_one_tells_its_sources(run):
    assert all(name in run("data").output for name in tables()["table"])
    assert "chowdhery2022palm" in run("data", "palm_scores").output


def test_sealing_untouched_tables_changes_nothing(run):
    assert run("data", "--seal").output == "sealed: nothing had changed\n"
