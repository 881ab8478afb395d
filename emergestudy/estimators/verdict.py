"""The decision rule: a verdict is a kind of curve with posterior probability > 0.8."""

import numpy as np

from emergestudy.estimators.evidence import VERDICTS

THRESHOLD = 0.8
"""A kind has to be more probable than this to be called."""


def decide(probability: np.ndarray) -> np.ndarray:
    """Call each curve by its kinds' posterior probabilities, (curves, 5).

    Returns (curves,) names out of `VERDICTS`: the only kind above `THRESHOLD`, or
    "undetermined". The same bar stands for every kind, "flat" included, which can be
    reached because an averaged likelihood, unlike a maximised one, can favour the
    simpler curve.
    """
    names = np.array(VERDICTS)
    best = probability.argmax(axis=1)
    sure = probability[np.arange(best.size), best] > THRESHOLD
    return np.where(sure, names[best], "undetermined")
