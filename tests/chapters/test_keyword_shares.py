import numpy as np
import pytest
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests

from emergestudy.chapters.task_census import keyword_bars as kb
from emergestudy.chapters.task_census import keyword_shares as ks
from emergestudy.errors import UsageError

EMERGENT = ["emergent_lamda_gpt", "emergent_palm"]


@pytest.fixture(scope="module")
def tagged():
    return kb.tagged_tasks()


def test_shares_are_those_of_the_drawn_bars():
    shares = ks.keyword_shares(kb.drawn_bars(), EMERGENT).set_index("keyword")
    assert shares.loc["analogical-reasoning", ["hits", "tasks"]].tolist() == [14, 19]
    assert shares["share"].is_monotonic_decreasing
    assert (shares["low"] <= shares["share"]).all()
    assert (shares["share"] <= shares["high"]).all()


def test_exact_intervals_are_wider_and_known_for_three_of_five():
    bars = kb.drawn_bars().loc[["truthfulness"]]
    wilson = ks.keyword_shares(bars, EMERGENT, level=0.95).iloc[0]
    exact = ks.keyword_shares(
        bars, EMERGENT, interval="clopper_pearson", level=0.95
    ).iloc[0]
    # 3 of 5 in the usual tables: Wilson 23.1 to 88.2, Clopper-Pearson 14.7 to 94.7.
    assert np.allclose([wilson.low, wilson.high], [23.07, 88.24], atol=0.01)
    assert np.allclose([exact.low, exact.high], [14.66, 94.73], atol=0.01)


def test_p_values_are_fishers_and_adjusted_as_statsmodels_does(tagged):
    tests = ks.compare_shares(tagged, EMERGENT, kb.LEFT_OUT, permutations=200)
    bars = kb.keyword_bars(tagged)
    hits, tasks, share = ks.overall_share(EMERGENT, kb.LEFT_OUT)
    assert (hits, tasks) == (65, 168)
    assert share == pytest.approx(100 * 65 / 168)
    for row in tests.itertuples():
        own = bars.loc[row.keyword, EMERGENT].sum()
        rest = bars.loc[row.keyword, "total"] - own
        table = [[own, rest], [hits - own, tasks - hits - rest]]
        assert row.p == pytest.approx(fisher_exact(table).pvalue, rel=1e-9)
    assert np.allclose(tests["p_fdr"], multipletests(tests["p"], method="fdr_bh")[1])


def test_one_keyword_is_left_at_ten_percent_and_none_under_any_dependence(tagged):
    loose = ks.compare_shares(tagged, EMERGENT, kb.LEFT_OUT)
    strict = ks.compare_shares(
        tagged, EMERGENT, kb.LEFT_OUT, fdr_rule="benjamini_yekutieli"
    )
    assert loose.query("p_fdr <= 0.1")["keyword"].tolist() == ["analogical-reasoning"]
    assert not (strict["p_fdr"] <= 0.1).any()
    assert loose["p_joint"].iloc[0] == pytest.approx(0.03, abs=0.01)


def test_the_joint_p_is_calibrated_when_nothing_differs(tagged, monkeypatch):
    generator = np.random.default_rng(7)
    tasks = kb.classed_tasks(kb.LEFT_OUT)
    alarms = 0
    for _ in range(60):
        shuffled = tasks.assign(part=generator.permutation(tasks["part"]))
        monkeypatch.setattr(ks, "classed_tasks", lambda _, s=shuffled: s)
        tests = ks.compare_shares(tagged, EMERGENT, kb.LEFT_OUT, permutations=99)
        alarms += tests["p_joint"].min() <= 0.10
    assert alarms <= 12  # binomial(60, 0.1) exceeds 12 with probability 0.006


def test_fewer_tasks_give_coarser_p_values():
    p = ks.fisher_p(5, 65, 168)
    assert len(p) == 6
    assert p.min() > 1e-3
    assert p.max() <= 1


def test_shares_in_words():
    shares = ks.keyword_shares(kb.drawn_bars(), ["flat"])
    assert ks.in_words(shares.head(1)) == ["repeated interaction (4 of 5)"]


@pytest.mark.parametrize(
    ("counted", "interval", "told"),
    [
        (["emergnt_palm"], "wilson", "did you mean 'emergent_palm'"),
        ([], "wilson", "no class of Fig. 8 chosen"),
        (["flat"], "wald", "no kind of interval named 'wald'"),
    ],
)
def test_bad_selections_are_refused(counted, interval, told):
    with pytest.raises(UsageError, match=told):
        ks.keyword_shares(kb.drawn_bars(), counted, interval=interval)


def test_an_unknown_rule_is_refused(tagged):
    with pytest.raises(UsageError, match="false discovery rate"):
        ks.compare_shares(tagged, EMERGENT, kb.LEFT_OUT, fdr_rule="bonferroni")
