"""Simulated checkpoints whose emergence point is known."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from emergestudy.law.forms import log_power_shape

TRUTH = 1.75


@dataclass(frozen=True)
class SimulatedStudy:
    """How a study is simulated; losses in nats per token.

    Attributes
    ----------
    alpha : float
        Exponent of the law.
    shift : float
        How far the elbow moves from `d0` to the largest amount.
    slope : float
        Gain in accuracy per nat past the elbow; five-shot MMLU of OpenLLaMA 7B and 13B
        rises by 1.2 (0.301 to 0.423 over 0.103 nats of training loss).
    noise : float
        Standard deviation of an accuracy.
    checkpoints : int
        Evenly spaced from `weakest` to `ahead` before the truth.
    amounts : int
        Evenly spaced in ln D from `least` to `most` examples.
    ahead : float
        How far before the true few-shot elbow the last checkpoint lies.
    """

    alpha: float = 1.0
    shift: float = 0.4
    slope: float = 1.0
    noise: float = 0.02
    checkpoints: int = 9
    amounts: int = 6
    ahead: float = 0.1
    floor: float = 0.25
    weakest: float = 2.7
    least: float = 100.0
    most: float = 3200.0
    d0: float = 5.0

    def elbow(self, examples: np.ndarray) -> np.ndarray:
        """Return the true elbow after finetuning on so many examples."""
        shape = [log_power_shape(d, self.alpha) for d in (examples, self.d0, self.most)]
        return TRUTH + self.shift * (shape[0] - shape[1]) / (shape[2] - shape[1])

    def draw(self, seed: int | list[int]) -> pd.DataFrame:
        """Return one study: ``loss``, ``examples``, ``score``, a row a checkpoint."""
        rng = np.random.default_rng(seed)
        losses = np.linspace(self.weakest, TRUTH + self.ahead, self.checkpoints)
        amounts = np.geomspace(self.least, self.most, self.amounts).round()
        grid = pd.MultiIndex.from_product([losses, amounts], names=["loss", "examples"])
        frame = grid.to_frame(index=False)
        past = np.maximum(self.elbow(frame["examples"].to_numpy()) - frame["loss"], 0)
        noise = self.noise * rng.standard_normal(len(frame))
        return frame.assign(score=self.floor + self.slope * past + noise)


def with_random_alpha(study: SimulatedStudy, seed: int | list[int]) -> SimulatedStudy:
    """Return the study with an exponent drawn from 0.5 to 2, its shift from 0.2 to 0.5.

    These are the ranges of the calibration, not the priors of the fit.
    """
    rng = np.random.default_rng(np.append(seed, 1))
    return replace(study, alpha=rng.uniform(0.5, 2), shift=rng.uniform(0.2, 0.5))
