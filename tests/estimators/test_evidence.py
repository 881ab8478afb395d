import numpy as np
import pytest

from emergestudy.estimators.evidence import (
    PRIOR,
    RIVALS,
    VERDICTS,
    aicc,
    by_kind,
    kinds,
    weights,
)


def test_the_list_of_rivals_is_frozen():
    assert [(r.name, r.verdict, r.parameters) for r in RIVALS] == [
        ("chance", "flat", 0),
        ("hinge", "emergent", 2),
        ("hinge_ceiling", "emergent", 3),
        ("logistic", "emergent", 3),
        ("line", "smooth", 2),
        ("line_ceiling", "smooth", 3),
        ("early_logistic", "smooth", 3),
        ("falling_line", "inverse", 2),
        ("falling_hinge", "inverse", 2),
        ("falling_floor", "inverse", 3),
        ("falling_logistic", "inverse", 3),
        ("vee", "u_shaped", 3),
    ]


def test_prior_probabilities_add_up():
    assert sum(PRIOR) == pytest.approx(1.0)
    for k in range(5):
        shares = [r.share for r, kind in zip(RIVALS, kinds(), strict=True) if kind == k]
        assert sum(shares) == pytest.approx(1.0)


def test_equal_evidence_leaves_the_prior():
    found = by_kind(weights(np.full((2, len(RIVALS)), -123.0)))
    assert found == pytest.approx(np.tile(PRIOR, (2, 1)))


def test_weights_follow_the_evidence():
    evidence = np.full((1, len(RIVALS)), -50.0)
    evidence[0, -1] = -40.0
    found = by_kind(weights(evidence))[0]
    assert VERDICTS[found.argmax()] == "u_shaped"
    odds = found[4] / found[2]
    assert odds == pytest.approx(np.exp(10.0) * PRIOR[4] / PRIOR[2])


def test_aicc_is_not_defined_without_room():
    loglik = np.zeros((1, len(RIVALS)))
    five = aicc(loglik, 5, unknown_spread=True)[0]
    parameters = np.array([r.parameters for r in RIVALS])
    assert np.isnan(five[parameters == 3]).all()
    assert five[parameters == 2] == pytest.approx(6 + 24.0)
    assert aicc(loglik, 5, unknown_spread=False)[0] == pytest.approx(2 * parameters)
