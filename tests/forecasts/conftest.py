from dataclasses import replace

import numpy as np
import pytest

from emergestudy.forecasts.cuts import Curve, Visible


@pytest.fixture
def seen():
    """What is visible of a curve: ``seen(scale, score, chance=..., loss=...)``."""

    def make(scale, score, x="compute", chance=0.25, **known):
        scale, score = np.asarray(scale, float), np.asarray(score, float)
        n = np.full(len(scale), 1000.0)
        return replace(Visible(x, scale, score, chance, 0.05, n), **known)

    return make


@pytest.fixture
def curve(seen):
    """A curve of a made-up data set: ``curve(scale, score, task="t", ...)``."""

    def make(scale, score, task="t", source="made", **known):
        return Curve(source, f"{task} curve", task, seen(scale, score, **known))

    return make
