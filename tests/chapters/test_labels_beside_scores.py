from emergestudy.chapters.task_census.labels_beside_scores import labels_beside_scores


def test_tasks_of_bigbench_lite_get_their_class_and_scores():
    table = labels_beside_scores().set_index("task")
    assert len(table) == 24
    row = table.loc["misconceptions_russian"]
    assert row["class"] == "flat"
    assert row["first_model"] == "none"
    assert row[["PaLM 8B", "PaLM 62B", "PaLM 540B"]].tolist() == [36.7, 38.8, 59.2]
    assert abs(row["gain"] - 22.5) < 1e-9
