import pytest

from emergestudy.chapters.beyond_scale import denoisers
from emergestudy.chapters.beyond_scale.gains import sign_test


def test_the_suite_averages_to_what_is_printed():
    suite = denoisers.emergent_suite()
    assert len(suite) == 21
    means = suite[["before", "after"]].mean()
    assert (means - denoisers.printed_average()).abs().max() < 0.2
    assert suite.iloc[0][["task", "before", "after"]].tolist() == ["snarks", 69.1, 86.1]


def test_gains_of_the_suite_and_of_big_bench_hard():
    assert sign_test(denoisers.emergent_suite())[["up", "down"]].tolist() == [19, 2]
    hard = denoisers.on_bbh()
    assert len(hard) == 27
    navigate = hard.set_index("task").loc["bbh_navigate"]
    assert navigate[["before", "after"]].tolist() == [62.4, 55.6]
    assert sign_test(hard)["p"] > 0.5
    assert len(denoisers.on_bbh("chain_of_thought")) == 27


def test_the_continuation_costs_a_thousandth():
    assert denoisers.extra_compute() == pytest.approx(1.001, abs=2e-4)
