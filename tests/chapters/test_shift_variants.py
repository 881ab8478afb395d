import pytest

from emergestudy.chapters.finetuning_shift.shift_variants import shift_variants


@pytest.fixture(scope="module")
def mmlu():
    return shift_variants("mmlu", 256_000, draws=30).set_index("choice")


def test_each_choice_has_its_own_models(mmlu):
    assert mmlu["models"].tolist() == [34, 23, 53, 36, 34, 34]


def test_the_shift_outlives_every_choice_but_the_metric(mmlu):
    right_answers = mmlu.drop("metric: brier")
    assert (right_answers["shift_low"] > 0).all()
    assert mmlu["shift"]["metric: brier"] < 0


def test_shift_is_the_difference_of_the_elbows(mmlu):
    gap = mmlu["elbow"] - mmlu["tuned_elbow"]
    assert mmlu["shift"].tolist() == pytest.approx(gap.tolist())
