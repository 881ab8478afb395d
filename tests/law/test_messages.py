import pandas as pd
import pytest

from emergestudy import fit_emergence_law
from emergestudy.law.messages import messages

FINE = {
    "boxes_hit": {"most": 0.0, "shift": 0.0, "alpha": 0.0},
    "reach": 0.1,
    "alpha_learned": 0.3,
    "mle_at_edge": False,
    "mle_outside": False,
    "prior": pd.Series([1.7, 1.7]),
    "width": 0.1,
}


@pytest.fixture(scope="module")
def law(frame):
    return fit_emergence_law(frame).posterior.law


def test_nothing_is_said_when_nothing_is_amiss(law):
    assert messages(FINE, law) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"boxes_hit": {"alpha": 0.5}}, "50% of the posterior of alpha"),
        ({"reach": 2.0}, "2.0 times the range of ln D seen (100 to 3,200"),
        ({"alpha_learned": 0.95}, "next to nothing on alpha"),
        ({"mle_at_edge": True}, "end of the range searched"),
        ({"mle_outside": True}, "outside the 90 % interval"),
        ({"prior": pd.Series([1.7, 1.6])}, "moves to 1.6, by 100%"),
        ({"width": 5.0}, "wider than the range"),
    ],
)
def test_each_thing_amiss_is_said_once(law, change, said):
    found = messages(FINE | change, law)
    assert len(found) == 1
    assert said in found[0]
