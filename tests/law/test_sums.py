import numpy as np
import pytest

from emergestudy.law.sums import TailSums


def test_tail_sums_are_the_sums_over_rows_past_the_elbow():
    rng = np.random.default_rng(0)
    u, y, w = rng.normal(size=30), rng.normal(size=30), rng.uniform(0.5, 2, 30)
    elbows = np.linspace(-3, 3, 41)
    zz, z1, zy = TailSums.of(u, y, w).past(elbows)
    z = np.maximum(u - elbows[:, None], 0)
    assert zz == pytest.approx((w * z**2).sum(axis=1), abs=1e-9)
    assert z1 == pytest.approx((w * z).sum(axis=1), abs=1e-9)
    assert zy == pytest.approx((w * z * y).sum(axis=1), abs=1e-9)
