import pytest

from emergestudy.errors import UsageError


def test_identical_runs_appear_once_and_keys_tell_runs_apart(plan_of):
    plan = plan_of("x=1,2", "items=a,b+c", fail_at=7)
    assert len({task.key for task in plan.whole}) == 4
    assert plan.whole[0].parameters == {"fail_at": 7, "x": 1, "items": ["a"]}
    assert len(plan_of("x=1,1,1").whole) == 1


def test_a_result_is_found_by_its_end(plan_of):
    assert plan_of("x=1", collect=["squares"]).collect == ("small/squares",)
    with pytest.raises(UsageError, match="did you mean 'small/squares'"):
        plan_of("x=1", collect=["small/square"])


def test_the_key_of_a_run_depends_on_what_is_collected(plan_of):
    assert plan_of("x=1").whole[0].key != plan_of("x=1", collect=["cube"]).whole[0].key


def test_the_short_form_lacks_what_the_result_does_not_need(plan_of, code_of):
    plan = plan_of("x=1", collect=["cube"])
    assert any("drawn" in cell for cell in code_of(plan.whole[0]))
    short = code_of(plan.short[0])
    assert not any("drawn" in cell or "squares" in cell for cell in short)
    assert short[0] == code_of(plan.whole[0])[0]
    assert 'outputs": [{' not in plan.whole[0].text
