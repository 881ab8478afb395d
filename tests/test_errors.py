from emergestudy.errors import EmergenceDataError, StudyError, UsageError, some, unknown


def test_an_unknown_name_comes_with_the_nearest_or_with_all():
    assert unknown("task", "wik", ["wic", "mmlu"]) == (
        "no task named 'wik'; did you mean 'wic'?"
    )
    assert unknown("task", "zzz", ["wic", "mmlu"]).endswith("there are: wic, mmlu")
    assert unknown("task", "zzz", map(str, range(12))).endswith(", 9 and 2 more")
    assert unknown("task", ["a"], []) == "no task named ['a']; there are: none"
    assert some(map(str, range(10))).endswith(", 8, 9")


def test_exit_codes():
    errors = StudyError("-"), UsageError("-"), EmergenceDataError("-")
    assert [error.exit_code for error in errors] == [1, 2, 2]
