"""Simulated checkpoints whose emergence point is known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy.law.forms import form_of

TRUTH = 1.75


@dataclass(frozen=True)
class SimulatedStudy:
    """How a study is simulated; losses in nats per token.

    Attributes
    ----------
    alpha, shift, form : float, float, str
        True exponent and form, and how far the elbow moves from `d0` to `most`.
    slope, floor, noise : float
        Gain in accuracy per nat past the elbow (five-shot MMLU of OpenLLaMA 7B and 13B
        rises by 1.2), accuracy before it, and standard deviation of an accuracy.
    checkpoints, weakest, ahead : int, float, float
        Evenly spaced losses from `weakest` to `ahead` before the true few-shot elbow.
    amounts, least, most : int, float, float
        Evenly spaced in ln D from `least` to `most` examples.
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
    form: str = "log_power"

    def elbow(self, examples: np.ndarray) -> np.ndarray:
        """Return the true elbow after finetuning on so many examples."""
        shape = form_of(self.form).shape
        at, first, last = (shape(d, self.alpha) for d in (examples, self.d0, self.most))
        return TRUTH + self.shift * (at - first) / (last - first)

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
