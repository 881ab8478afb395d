import pytest

from emergestudy.chapters.emergence_law.base_models import base_models
from emergestudy.errors import UsageError


@pytest.fixture(scope="module")
def mmlu():
    return base_models("mmlu", 22.0)


def test_the_fit_sees_no_model_beyond_the_bound(mmlu):
    assert mmlu.visible["scale"].max() <= 22.0 < mmlu.rows["scale"].max()
    assert mmlu.visible["examples"].nunique() == 9
    assert "pythia-12b" not in mmlu.seen
    assert "pythia-1.4b" in mmlu.seen
    assert mmlu.fit().posterior.law.data.u.max() <= 22.0


def test_the_truth_uses_all_models_whatever_the_bound(mmlu):
    assert base_models("mmlu", 22.3).truth == mmlu.truth
    assert 22.0 < mmlu.truth.elbow < 22.5


def test_models_of_one_compute_are_averaged(mmlu):
    keys = ["scale", "examples", "few_shot"]
    assert not mmlu.rows.duplicated(keys).any()


def test_few_shot_rows_can_be_left_out(mmlu):
    with_rows, without = mmlu.fit(), mmlu.fit(few_shot=None)
    assert with_rows.mle.delta is not None
    assert without.mle.delta is None


def test_bad_choices_are_refused():
    with pytest.raises(UsageError, match="mmlu"):
        base_models("wic", 22.0)
    with pytest.raises(UsageError, match="fifth weakest has"):
        base_models("gsm8k", 20.0)
