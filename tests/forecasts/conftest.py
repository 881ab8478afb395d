import numpy as np
import pandas as pd
import pytest

from emergestudy.forecasts.sources import Source

AMOUNTS = (500, 2000, 8000, 32000)


@pytest.fixture
def hinge_source():
    """A data set whose elbow is known: 2.0 nats, from a law with alpha 1."""

    def make(noise=0.004, seed=0, brier=False, tuned=True, elbow=2.0, x="loss"):
        rng = np.random.default_rng(seed)
        loss = np.linspace(2.9, 1.7, 25)
        rows = [(x, np.nan, elbow) for x in loss]
        if tuned:
            shift = {d: elbow + 0.06 * np.log(d / 5) for d in AMOUNTS}
            rows += [(x, d, e) for d, e in shift.items() for x in loss]
        frame = pd.DataFrame(rows, columns=["scale", "examples", "elbow"])
        clean = 0.25 + 0.5 * np.maximum(frame["elbow"] - frame["scale"], 0)
        score = clean + noise * rng.normal(size=len(frame))
        frame = frame.assign(score=score, chance=0.25, ceiling=1.0, curve="made")
        frame = frame.assign(model=frame["scale"].astype(str))
        if brier:
            falls = 0.75 + 0.2 * (frame["scale"] - elbow)
            frame = frame.assign(brier=falls, guess=0.75)
        if not tuned:
            frame = frame.drop(columns="examples")
        if x == "compute":
            frame["scale"] = 25 - frame["scale"]
        return Source("simulated", x, lambda: frame)

    return make
