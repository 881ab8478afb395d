import numpy as np
import pandas as pd
import pytest

from emergestudy.lab.world import QUESTIONS

AMOUNTS = (16, 32, 64, 128, 256, 512)
FEW_SHOT_ELBOW = 2.65


def tuned_elbow(amount):
    """The simulated law: 0.02 nats for every doubling from 4 examples on."""
    return FEW_SHOT_ELBOW + 0.02 * np.log2(amount / 4)


@pytest.fixture(scope="session")
def lab_grid():
    """A grid as the lab writes it, whose curves are hinges with known elbows."""
    rng = np.random.default_rng(0)
    rows = []
    for world, size, seed in np.ndindex(2, 2, 3):
        for step, loss in enumerate(np.linspace(2.95, 2.55, 16) + 0.002 * size):
            about = {"world": world, "size": 32 + 16 * size, "params": 30_000 + size}
            about |= {"seed": seed, "step": step + 1, "loss": loss, "floor": 2.5}
            settings = [("few_shot", None, None, FEW_SHOT_ELBOW)]
            settings += [
                ("finetuned", a, d, tuned_elbow(a)) for a in AMOUNTS for d in (0, 1)
            ]
            for setting, examples, draw, elbow in settings:
                asked = {"setting": setting, "examples": examples, "draw": draw}
                score = 0.25 + 4 * max(elbow - loss, 0) + rng.normal(0, 0.01)
                rows.append(about | asked | metrics(min(score, 1.0)))
    grid = pd.DataFrame(rows)
    return grid.astype({"examples": "Int64", "draw": "Int64"})


def metrics(accuracy):
    sure = (accuracy - 0.25) / 0.75
    token = max(sure, 0.0)
    return {
        "accuracy": accuracy,
        "accuracy_se": 0.01,
        "token_accuracy": token,
        "exact_match": token**QUESTIONS,
        "cross_entropy": 5 * (1 - sure),
        "label_cross_entropy": np.log(4) * (1 - sure),
        "label_brier": 0.5625 * (1 - sure),
    }
