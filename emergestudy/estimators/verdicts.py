"""The words for what a mean curve does, and how a curve earns one."""

import numpy as np

KINDS = ("emergent", "above", "flat", "inverse", "u_shaped", "irregular")
"""What a mean curve can do; every curve does one of these."""

VERDICTS = (*KINDS, "undetermined")
"""Every verdict, in the order of every table."""

THRESHOLD = 0.8
"""A kind has to be more probable than this to be called."""

MEANING = {
    "emergent": "within delta of chance first, then above for good",
    "above": "more than delta above chance at the smallest scale and ever after",
    "flat": "within delta of chance up to the largest scale seen: not yet emerged",
    "inverse": "goes below chance by more than delta and is not above it later",
    "u_shaped": "goes below chance by more than delta before it rises above",
    "irregular": "rises above chance and does not stay there, or not at once",
    "undetermined": "no kind of curve is sure enough to be called",
}
"""What each verdict says of the mean curve."""

TECHNIQUE_VERDICTS = {
    "emergent": "helps_from",
    "above": "helps_throughout",
    "flat": "no_effect",
    "inverse": "hurts",
    "u_shaped": "hurts_then_helps",
    "irregular": "irregular",
    "undetermined": "undetermined",
}
"""What the verdict on the difference says of the technique."""

TECHNIQUE_MEANING = {
    "helps_from": "no gain first, a gain from the point on",
    "helps_throughout": "helps at every scale seen",
    "no_effect": "no effect up to the largest scale seen",
    "hurts": "hurts, and does not help at the scales seen",
    "hurts_then_helps": "hurts first, helps from the point on",
    "irregular": "helps at some scales and not at larger ones",
    "undetermined": "no kind of difference is probable enough to be called",
}
"""What each verdict says of a technique."""


def classify(
    left: np.ndarray, mid: np.ndarray, right: np.ndarray, delta: float
) -> np.ndarray:
    """Say what curves do that go straight from left over mid to right.

    Heights are above chance; the result indexes `KINDS`.
    """
    up = [height >= delta for height in (left, mid, right)]
    sunk = (left <= -delta) | (mid <= -delta) | (right <= -delta)
    never = ~(up[0] | up[1] | up[2])
    comes = up[2] & ~(up[0] & ~up[1])  # above at the end, and never above before not
    kind = np.where(comes, np.where(sunk, 4, 0), 5)
    kind = np.where(never, np.where(sunk, 3, 2), kind)
    return np.where(up[0] & up[1] & up[2], 1, kind)


def decide(probability: np.ndarray) -> np.ndarray:
    """Call each curve by its kinds' probabilities, (curves, 6)."""
    best = probability.argmax(axis=1)
    sure = probability[np.arange(best.size), best] > THRESHOLD
    return np.where(sure, np.array(KINDS)[best], "undetermined")
