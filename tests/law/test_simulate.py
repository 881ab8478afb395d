import numpy as np
import pytest

from emergestudy.law.simulate import TRUTH, SimulatedStudy, with_random_alpha


def test_the_elbow_at_d0_is_the_truth_and_at_most_data_the_shift_ahead():
    study = SimulatedStudy(alpha=1.7, shift=0.3)
    assert study.elbow(np.array([5.0, 3200.0])) == pytest.approx([TRUTH, TRUTH + 0.3])


def test_every_checkpoint_is_before_emergence_and_has_every_amount():
    frame = SimulatedStudy(checkpoints=7, amounts=4).draw(0)
    assert len(frame) == 28
    assert frame["loss"].min() == pytest.approx(TRUTH + 0.1)


def test_the_same_seed_gives_the_same_study():
    study = SimulatedStudy()
    assert study.draw(1).equals(study.draw(1))
    assert not study.draw(1).equals(study.draw(2))
    assert with_random_alpha(study, 3) == with_random_alpha(study, 3)
    assert 0.5 <= with_random_alpha(study, 3).alpha <= 2
