import numpy as np
import pytest
from scipy import integrate

from emergestudy.estimators import evidence as ev
from emergestudy.estimators.fit import curve_set
from emergestudy.estimators.inputs import read_curves
from emergestudy.estimators.likelihood import Binomial

RIVALS = ev.RIVALS


def test_the_list_of_rivals_is_frozen():
    names = "chance hinge hinge_ceiling logistic line line_ceiling early_logistic"
    names += " falling_line falling_hinge falling_floor falling_logistic vee"
    kinds = ["flat", *["emergent"] * 3, *["smooth"] * 3, *["inverse"] * 4, "u_shaped"]
    assert [r.name for r in RIVALS] == names.split()
    assert [r.verdict for r in RIVALS] == kinds
    assert [r.parameters for r in RIVALS] == [0, 2, 3, 3, 2, 3, 3, 2, 2, 3, 3, 3]
    assert (ev.THRESHOLD, ev.PRIOR) == (0.8, (0.125, 0.125, 0.5, 0.125, 0.125))
    share = ev.by_kind(np.array([[r.share for r in RIVALS]]))
    assert share == pytest.approx(np.ones((1, 5)))


def test_equal_evidence_leaves_the_prior_and_more_evidence_moves_the_odds():
    found = ev.by_kind(ev.weights(np.full((2, len(RIVALS)), -123.0)))
    assert found == pytest.approx(np.tile(ev.PRIOR, (2, 1)))
    evidence = np.full((1, len(RIVALS)), -50.0)
    evidence[0, -1] = -40.0
    found = ev.by_kind(ev.weights(evidence))[0]
    assert found.sum() == pytest.approx(1.0)
    assert found[4] / found[2] == pytest.approx(np.exp(10.0) / 4)


def test_only_a_kind_above_the_bar_is_called():
    table = np.eye(5) * 0.61 + 0.05 * (1 - np.eye(5)) + 0.2 * np.eye(5)
    table = np.vstack([table, [0.8, 0.2, 0.0, 0.0, 0.0]])
    assert ev.decide(table).tolist() == list(ev.VERDICTS)


X = np.linspace(0, 4, 8)
TRUE = 0.25 + 0.5 * np.clip((X - 1.7) / 2.3, 0, 1)


def data(n):
    score = np.round(TRUE * n) / n
    how = {"unit": "fraction", "higher_is_better": True, "log_scale": True}
    curves = read_curves(10**X, score, chance=0.25, n=n, stderr=None, **how)
    return curve_set(curves, np.zeros(1), 0.0), score


def hinge_loglik(score, n, elbow, rise):
    mean = 0.25 + rise * np.maximum(0, X / 4 - elbow) / (1 - elbow)
    noise = Binomial(score[:, None, None], np.full((8, 1, 1), float(n)))
    return noise.loglik(mean[:, None, None])[0, 0]


@pytest.mark.parametrize("n", [100, 1000])
def test_the_evidence_of_a_hinge_is_its_integral(n):
    curves, score = data(n)
    found = ev.search(curves, RIVALS[1]).logmarginal[0]
    peak = hinge_loglik(score, n, 1.7 / 4, 0.5)
    area = integrate.dblquad(
        lambda h, e: np.exp(hinge_loglik(score, n, e, h) - peak),
        *(0.0, 0.8),
        *(0.2, 0.74),
        epsrel=1e-3,
    )[0]
    assert found == pytest.approx(np.log(area / 0.75 / 0.99) + peak, abs=0.05)


def test_a_grid_has_the_midpoints_of_its_cells():
    found = ev.mesh(np.array([[0.0, 10.0]]), np.array([[1.0, 20.0]]), (2, 5))
    assert found.shape == (2, 1, 10)
    assert sorted(set(found[0, 0])) == [0.25, 0.75]
    assert sorted(set(found[1, 0])) == [11, 13, 15, 17, 19]
