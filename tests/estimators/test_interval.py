import numpy as np
import pytest

from emergestudy.estimators.grid import RivalFit
from emergestudy.estimators.interval import elbow_quantiles


def flat_posterior(low, high, cells=50):
    step = (high - low) / cells
    nodes = low + step * (np.arange(cells) + 0.5)
    none = np.zeros(1)
    return RivalFit(
        *(none, none, none, np.zeros((1, 1)), none, nodes[None], np.zeros((1, cells)))
    )


def test_quantiles_of_a_uniform_posterior():
    found = elbow_quantiles(
        [flat_posterior(0.2, 0.6)], np.ones((1, 1)), (0.05, 0.5, 0.95)
    )
    assert found[:, 0] == pytest.approx([0.22, 0.4, 0.58])


def test_a_mixture_weighs_its_parts():
    parts = [flat_posterior(0.0, 0.2), flat_posterior(0.5, 0.9)]
    found = elbow_quantiles(parts, np.array([[3.0, 1.0]]), (0.375, 0.875))
    assert found[:, 0] == pytest.approx([0.1, 0.7])
