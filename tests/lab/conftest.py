import numpy as np
import pytest

from emergestudy.lab import LabSettings, make_world


@pytest.fixture(scope="session")
def world():
    return make_world(0, 0.0004)


@pytest.fixture(scope="session")
def often():
    """A world where the rare relation is not rare, to see enough of it."""
    return make_world(0, 0.01)


@pytest.fixture
def tiny():
    """The smallest grid that has everything: seconds, not minutes."""
    return LabSettings(
        sizes=(8,), seeds=1, amounts=(16, 64), draws=2, steps=24, checkpoints=2
    )


@pytest.fixture
def rng():
    return np.random.default_rng(0)
