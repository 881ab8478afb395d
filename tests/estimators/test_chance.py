import pytest
from emergestudy.estimators.chance import chance_level

from emergestudy.errors import EmergenceDataError


@pytest.mark.parametrize(
    ("task", "chance"),
    [
        ("mmlu", 0.25),
        ("wic", 0.5),
        ("gsm8k", 0.0),
        ("truthfulqa_multiple_choice", 0.226),
    ],
)
def test_known_levels(task, chance):
    assert chance_level(task) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("task", "told"),
    [("mmmlu", "did you mean 'mmlu'"), ("superglue", "give it as a number")],
)
def test_unknown_levels_are_named(task, told):
    with pytest.raises(EmergenceDataError, match=told):
        chance_level(task)
