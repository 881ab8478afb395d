"""Simulated checkpoints whose emergence point is known: how the law does on them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.law.fit import fit_emergence_law
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


def calibrate_law(
    studies: Iterable[SimulatedStudy],
    repeats: int = 200,
    *,
    alpha: str | float = "random",
    form: str = "log_power",
    seed: int = 1,
) -> pd.DataFrame:
    """Simulate each study so often and fit sharp corners: does the interval hold?

    Parameters
    ----------
    alpha : float or "random"
        True exponent; random draws it from 0.5 to 2, and the shift from 0.2 to 0.5,
        which are not the priors of the fit.
    form : str
        Form of the law that is fitted, whatever the true one.

    Returns
    -------
    pandas.DataFrame
        A row a setting: ``noise``, ``checkpoints``, ``amounts``, ``ahead``, ``alpha``,
        ``simulations``, the share ``refused`` because nothing rises, and over the rest
        ``coverage`` of the 90 % interval with its standard error ``coverage_se``,
        ``median_error`` and ``median_width`` in nats.
    """
    return pd.DataFrame([_one_setting(s, repeats, alpha, form, seed) for s in studies])


def _one_setting(study, repeats, alpha, form, seed):
    found = []
    for number in range(repeats):
        rng = np.random.default_rng([seed, number, 1])
        drawn = {"alpha": rng.uniform(0.5, 2), "shift": rng.uniform(0.2, 0.5)}
        drawn = drawn if alpha == "random" else {"alpha": float(alpha)}
        frame = replace(study, **drawn).draw([seed, number])
        try:
            how = {"form": form, "d0": study.d0, "corner": "sharp"}
            fit = fit_emergence_law(frame, floor=study.floor, **how)
        except EmergenceDataError:
            continue
        p = fit.prediction.percentiles
        found.append((p[5] <= TRUTH <= p[95], abs(p[50] - TRUTH), p[95] - p[5]))
    row = {k: getattr(study, k) for k in ("noise", "checkpoints", "amounts", "ahead")}
    row |= {"alpha": alpha, "simulations": repeats, "refused": 1 - len(found) / repeats}
    if found:
        inside, error, width = np.array(found, dtype=float).T
        row["coverage"] = inside.mean()
        row["coverage_se"] = inside.std() / np.sqrt(len(found))
        row["median_error"] = np.median(error)
        row["median_width"] = np.median(width)
    return row
