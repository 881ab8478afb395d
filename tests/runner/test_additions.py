from emergestudy.runner.additions import additions, figure_rows


def test_verdicts_of_the_committed_notebook_reach_their_chapters(root):
    verdicts = root / "notebooks" / "verdicts.ipynb"
    names = ["few_shot_emergence", "lab"]
    found = additions(root, names, verdicts, solutions=True)
    items = {row["item"] for row in found["few_shot_emergence"].verdicts}
    assert {"Fig. 1", "Fig. 2A", "Fig. 2H"} <= items
    assert found["lab"].verdicts == []
    assert "{solution}" in found["lab"].exercises


def test_every_item_has_what_the_page_shows(root):
    rows = figure_rows(root / "notebooks" / "verdicts.ipynb")
    assert len(rows) > 80
    wanted = {"item", "shows", "verdict", "decides", "notebook"}
    assert all(wanted <= set(row) for row in rows)


def test_students_get_no_solutions(root):
    found = additions(root, ["few_shot_emergence"], None, solutions=False)
    text = found["few_shot_emergence"].exercises
    assert "{exercise}" in text
    assert "{solution}" not in text


def test_a_notebook_without_exercises_gets_none(tmp_path):
    found = additions(tmp_path, ["mine"], None, solutions=True)
    assert found["mine"].exercises == ""
