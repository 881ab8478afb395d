import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.errors import UsageError
from emergestudy.runner.parameters import Parameter
from emergestudy.runner.values import check_values

KNOWN = [
    Parameter("level", "float", 0.9, "-", "0.5..0.999"),
    Parameter("axis", "str", "params", "-", "params, train_flops"),
    Parameter("panels", "list", ["A"], "-", "A, B"),
    Parameter("n", "int", 4, "-"),
    Parameter("log", "bool", True, "-"),
]


def check(**given):
    return check_values("chapter", KNOWN, given)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("level", "0.95", 0.95),
        ("level", 0.95, 0.95),
        ("axis", "train_flops", "train_flops"),
        ("panels", "A, B", ["A", "B"]),
        ("panels", ["B"], ["B"]),
        ("panels", "", []),
        ("n", "8", 8),
        ("n", "1e3", 1000),
        ("log", "no", False),
        ("log", True, True),
    ],
)
def test_texts_become_values(name, text, value):
    assert check(**{name: text}) == {name: value}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("level", "high", "allowed: a number from 0.5 to 0.999"),
        ("level", "2", "allowed: a number from 0.5 to 0.999"),
        ("level", "nan", "allowed"),
        ("level", True, "allowed"),
        ("level", None, "allowed"),
        ("axis", "time", "allowed: params, train_flops"),
        ("panels", "A,C", "allowed: items of A, B"),
        ("panels", 3, "allowed"),
        ("n", "1.5", "a value of type int"),
        ("n", "inf", "a value of type int"),
        ("log", "perhaps", "true or false"),
        ("levle", "1", "did you mean 'level'"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(name, text, told):
    with pytest.raises(UsageError, match=told):
        check(**{name: text})


def test_a_notebook_without_parameters_says_so():
    with pytest.raises(UsageError, match="takes no parameters"):
        check_values("chapter", [], {"x": "1"})


@given(name=st.sampled_from([p.name for p in KNOWN]), text=st.text(max_size=20))
def test_any_text_gives_a_value_of_the_type_or_a_usage_error(name, text):
    kinds = {p.name: {"list": list, "str": str}.get(p.type, object) for p in KNOWN}
    try:
        value = check(**{name: text})[name]
    except UsageError:
        return
    assert isinstance(value, kinds[name])
