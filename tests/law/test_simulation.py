"""Simulated studies, and how often the law's interval holds on them."""

import numpy as np
import pytest

from emergestudy.law.simulation import SimulatedStudy, calibrate_law


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


def test_rows_are_repeatable_and_more_noise_means_wider_intervals():
    studies = [SimulatedStudy(noise=s) for s in (0.005, 0.05)]
    found = calibrate_law(studies, 3, alpha=1.0)
    assert found["median_width"].is_monotonic_increasing
    assert found.equals(calibrate_law(studies, 3, alpha=1.0))
    drawn = calibrate_law(studies[:1], 3)
    assert drawn["median_width"][0] != found["median_width"][0]
    flat = calibrate_law([SimulatedStudy(slope=0.0)], 20).iloc[0]
    assert 0.8 < flat["refused"] <= 1  # where nothing rises
