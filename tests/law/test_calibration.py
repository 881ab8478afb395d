import pytest

from emergestudy.law.calibration import calibrate
from emergestudy.law.simulate import SimulatedStudy

# 200 simulations: 90 % +- 4.2 % is two standard errors; the prior is not the law of
# the simulated exponents, so that a little more coverage than 90 % is right.
SETTINGS = {
    "clear": SimulatedStudy(noise=0.01, checkpoints=12, amounts=6),
    "middle": SimulatedStudy(noise=0.02, checkpoints=9, amounts=5),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_interval_holds_the_truth_and_the_median_is_near(name):
    found = calibrate([SETTINGS[name]], 200).iloc[0]
    assert 0.85 <= found["coverage"] <= 0.96
    assert found["median_error"] <= 0.06
    assert found["refused"] == 0


def test_more_noise_means_wider_intervals():
    quiet, loud = (SimulatedStudy(noise=s) for s in (0.005, 0.05))
    found = calibrate([quiet, loud], 10, alpha=1.0)
    assert found["median_width"].is_monotonic_increasing


def test_a_study_in_which_nothing_rises_is_counted_as_refused():
    found = calibrate([SimulatedStudy(slope=0.0)], 20).iloc[0]
    assert found["refused"] > 0.8
