import pytest

from emergestudy.errors import UsageError
from emergestudy.forecasts.backtest import RIVALS, backtest
from emergestudy.forecasts.splits import TOLERANCE


def test_every_rival_answers_every_split_it_can(hinge_source):
    table = backtest([hinge_source(brier=True)])
    assert set(table["rival"]) == set(RIVALS)
    answers = table.groupby("rival")["models"].agg(set)
    # Far ahead no finetuned curve rises yet, and the law refuses.
    laws = ["log power law", "power law"]
    assert answers.drop(laws).map(len).nunique() == 1
    assert answers["log power law"] < answers["always beyond"]
    assert len(answers["log power law"]) >= 5
    bare = backtest([hinge_source(tuned=False)])
    assert set(bare["rival"]) == {"few-shot hinge", "logistic", "always beyond"}


def test_errors_and_bins_are_in_tolerances(hinge_source):
    table = backtest([hinge_source(tuned=False)], ["always beyond"])
    # Always beyond names the last visible model, so it is early by the distance.
    early = -table["distance"] / TOLERANCE["loss"]
    assert table["error"].to_numpy() == pytest.approx(early.to_numpy())
    assert table["point"].to_numpy() == pytest.approx(
        (table["truth"] + table["distance"]).to_numpy()
    )
    assert (table["bin"] == "up to 1").equals(early >= -1)
    # A loss falls: the horizon is the lower end.
    assert table["covered"].equals(table["low"] <= table["truth"])
    assert table["covered"].any()


def test_the_law_wins_where_it_holds(hinge_source):
    sources = [hinge_source(seed=seed) for seed in range(3)]
    table = backtest(sources, ["log power law", "few-shot hinge"])
    far = table[table["bin"] != "up to 1"]
    size = far["error"].abs().groupby(far["rival"]).median()
    assert size["log power law"] < 1
    assert size["log power law"] < size["few-shot hinge"] / 2


def test_two_runs_are_equal(hinge_source):
    source = hinge_source(brier=True, tuned=False)
    assert backtest([source]).equals(backtest([source]))


def test_what_cannot_be_answered_is_said(hinge_source):
    with pytest.raises(UsageError, match="no rival named 'oracle'"):
        backtest([hinge_source()], ["oracle"])
    with pytest.raises(UsageError, match="none of Brier line can answer"):
        backtest([hinge_source(tuned=False)], ["Brier line"])
