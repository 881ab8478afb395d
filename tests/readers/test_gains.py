"""Whether a gain can be told: by the single answers, or by counts and errors."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import binom

from emergestudy.errors import StudyError
from emergestudy.report_gains import compare


def arm(score, n=100, stderr=np.nan, **about):
    known = {"metric": "acc", "share": True, "rises": True}
    return known | {"score": score, "n_eval": n, "stderr": stderr} | about


@pytest.fixture
def answers(monkeypatch):
    """Give two files of single answers, by the item."""
    files = {}

    def read_items(file, metric):
        if file not in files:
            raise StudyError("no such file")
        return {f"{metric} {i}": value for i, value in files[file].items()}

    module = SimpleNamespace(read_items=read_items)
    monkeypatch.setitem(sys.modules, "emergestudy.readers.harness", module)
    return files


@pytest.mark.parametrize(("base", "treated", "says"), [
    (arm(0.3), arm(0.4), "cannot tell"),
    (arm(0.1), arm(0.2), "cannot tell"),
    (arm(0.3, 1000), arm(0.4, 1000), "helps"),
    (arm(0.4, 1000), arm(0.3, 1000), "hurts"),
    (arm(0.4, rises=False), arm(0.1, rises=False), "helps"),
    (arm(0.5), arm(0.5), "cannot tell"),
    (arm(0.3, np.nan, 0.01), arm(0.4, np.nan, 0.01), "helps"),
    (arm(0.3, np.nan, 0.05), arm(0.4, np.nan, 0.05), "cannot tell"),
    (arm(30, 100, 9, share=False), arm(40, 100, 1, share=False), "cannot tell"),
    (arm(0.3, np.nan), arm(0.4, np.nan), "noise not known"),
])  # fmt: skip
def test_a_gain_counts_where_chance_does_not_give_it(base, treated, says):
    found = compare(base, treated)
    assert (found["says"], found["paired"]) == (says, False)
    assert found["gain"] == treated["score"] - base["score"]
    assert found["low"] <= found["gain"] <= found["high"] or says == "noise not known"


def test_the_items_that_would_tell_a_gain_tell_it_four_times_in_five():
    n = int(compare(arm(0.3), arm(0.4))["items_needed"])
    rng = np.random.default_rng(1)
    pairs = zip(rng.binomial(n, 0.3, 200), rng.binomial(n, 0.4, 200), strict=True)
    told = [compare(arm(a / n, n), arm(b / n, n))["says"] for a, b in pairs]
    assert 0.7 < told.count("helps") / 200 < 0.9
    spread = compare(arm(0.3), arm(0.4), 0.5)
    error = np.sqrt((31 * 71 + 41 * 61) / 102**3)
    assert spread["high"] - spread["gain"] == pytest.approx(0.67449 * error, rel=1e-4)


def test_answers_to_the_same_items_are_compared_one_by_one(answers):
    right = np.arange(100) < 30
    answers["a"] = dict(enumerate(right.astype(float)))
    answers["b"] = answers["a"] | dict.fromkeys(range(30, 40), 1.0)
    base, treated = arm(0.3, samples="a"), arm(0.4, samples="b")
    found = compare(base, treated)  # ten items gained, none lost: McNemar's p is .002
    assert (found["says"], found["paired"], found["items"]) == ("helps", True, 100)
    assert found["gain"] == pytest.approx(0.1)
    for lost, says in ((1, "helps"), (5, "cannot tell")):
        answers["c"] = answers["b"] | dict.fromkeys(range(lost), 0.0)
        found = compare(base, arm(0.4 - lost / 100, samples="c"))
        p = min(1, 2 * binom.cdf(lost, 10 + lost, 0.5))
        assert (found["says"], p < 0.05) == (says, says == "helps")
    assert found["items_needed"] == pytest.approx(7.849 * 0.164 / 0.05**2, rel=0.01)
    answers["d"] = {i: v / 2 + 0.2 for i, v in answers["b"].items()}  # parts of points
    assert compare(base, arm(0.4, samples="d"))["says"] == "helps"
    for other in (arm(0.4, samples="gone"), arm(0.6, samples="b"), arm(0.4)):
        assert not compare(base, other)["paired"]  # no answers, or those of another
