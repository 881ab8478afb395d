from functools import partial

import numpy as np
import pandas as pd
import pytest

from emergestudy import fit_emergence_law
from emergestudy.law.simulation import SimulatedStudy

sharp = partial(fit_emergence_law, corner="sharp")


@pytest.fixture(scope="session")
def frame():
    """One simulated study, truth 1.75 nats, last checkpoint 0.1 before it."""
    return SimulatedStudy().draw(3)


@pytest.fixture(scope="session")
def fit(frame):
    return sharp(frame, floor=0.25)


@pytest.fixture(scope="session")
def with_few_shot(frame):
    rng = np.random.default_rng(0)
    losses = frame["loss"].unique()
    few = pd.DataFrame({"loss": losses, "examples": np.nan})
    few["score"] = 0.27 + 0.02 * rng.standard_normal(len(losses))
    return pd.concat([frame.assign(few=False), few.assign(few=True)])
