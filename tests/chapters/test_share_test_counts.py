import pytest

from emergestudy.chapters.task_census.keyword_bars import LEFT_OUT, tagged_tasks
from emergestudy.chapters.task_census.share_test_counts import power, share_test_counts


def test_stricter_rules_leave_no_more_keywords():
    table = share_test_counts(tagged_tasks(), LEFT_OUT, permutations=500)
    table = table.set_index("share")
    assert (table["keywords"] == 33).all()
    assert (table["benjamini_yekutieli"] <= table["benjamini_hochberg"]).all()
    assert (table["benjamini_hochberg"] <= table["single"]).all()
    assert table["single"].to_dict() == {
        "emergent": 3,
        "smoothly increasing": 2,
        "flat": 6,
    }


def test_power_grows_with_tasks_and_difference():
    assert power(12, 65, 168, 0) <= 0.06
    assert power(12, 65, 168, 20) < power(12, 65, 168, 40) < power(40, 65, 168, 40)
    assert power(49, 65, 168, 61.3) == pytest.approx(1, abs=1e-6)
