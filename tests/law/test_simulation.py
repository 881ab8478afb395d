"""Simulated studies: every checkpoint and amount, and the noise that is asked for."""

import numpy as np
import pytest

from emergestudy.law.simulation import SimulatedStudy


def test_every_checkpoint_has_every_amount_and_a_hinge_with_noise():
    study = SimulatedStudy(checkpoints=7, amounts=4, noise=0.0)
    frame = study.draw(0)
    assert sorted(set(frame["loss"])) == pytest.approx(np.linspace(1.85, 2.7, 7))
    assert sorted(set(frame["examples"])) == [100, 317, 1008, 3200]
    past = study.elbow(frame["examples"].to_numpy()) - frame["loss"]
    clean = 0.25 + past.clip(lower=0)
    assert frame["score"].to_numpy() == pytest.approx(clean.to_numpy())
    noisy = SimulatedStudy(checkpoints=500, noise=0.05, slope=0.0).draw(1)["score"]
    assert (noisy.mean(), noisy.std()) == pytest.approx((0.25, 0.05), abs=0.003)
