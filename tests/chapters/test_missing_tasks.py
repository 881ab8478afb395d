from emergestudy.chapters.task_census.missing_tasks import sets_left_out


def test_one_pair_of_tasks_explains_the_bars_and_no_single_task_does():
    assert sets_left_out(1) == ([], 170)
    pairs, tried = sets_left_out(2)
    assert pairs == [("hindu_knowledge", "modified_arithmetic")]
    assert tried == 170 * 169 // 2
