"""The law fitted by hand: how far the forecast goes with what one cannot see."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy.law import FORMS
from emergestudy.law.simulation import TRUTH, SimulatedStudy

STUDY = SimulatedStudy()
SEED = 3


@dataclass(frozen=True)
class HandFit:
    """What a choice of exponent and strength leads to; losses in nats.

    Attributes
    ----------
    C : float
        Elbow at one example, by least squares through the elbows seen.
    miss : float
        Root mean square distance of the curve from the elbows seen.
    elbow : float
        Predicted few-shot elbow, C + k (ln D_0)^alpha.
    beside : float
        Predicted less true; above zero the forecast comes too early.
    best_k : float
        Strength that fits best with this exponent.
    """

    C: float
    miss: float
    elbow: float
    beside: float
    best_k: float


def seen_elbows(study: SimulatedStudy = STUDY, seed: int = SEED) -> pd.DataFrame:
    """Return the elbows of a simulated study, and the noise that can be put on them.

    Returns
    -------
    pandas.DataFrame
        ``examples``, ``true`` (the elbow, nats) and ``z`` (a standard normal number:
        with a noise of so many nats the elbow seen is ``true + noise * z``).
    """
    amounts = np.geomspace(study.least, study.most, study.amounts).round()
    z = np.random.default_rng(seed).standard_normal(study.amounts)
    true = study.elbow(amounts)
    return pd.DataFrame({"examples": amounts, "true": true, "z": z})


def fit_by_hand(
    alpha: float, k: float, d0: float, noise: float, seen: pd.DataFrame | None = None
) -> HandFit:
    """Lay the log power law through the elbows seen, with a chosen bend and strength.

    Parameters
    ----------
    alpha, k : float
        Exponent and strength of the law, E(D) = C + k (ln D)^alpha.
    d0 : float
        Examples that stand for few-shot prompting.
    noise : float
        Standard deviation of an elbow seen, nats.
    seen : pandas.DataFrame, optional
        From `seen_elbows`.

    Returns
    -------
    HandFit
    """
    seen = seen_elbows() if seen is None else seen
    elbows = seen["true"] + noise * seen["z"]
    law = FORMS["log_power"]
    g = law.shape(seen["examples"].to_numpy(), alpha)
    rest = elbows - k * g
    C = float(rest.mean())
    elbow = float(law.elbow(d0, k, alpha, C))
    miss = float(np.sqrt(((rest - C) ** 2).mean()))
    best_k = float(np.polyfit(g, elbows, 1)[0])
    return HandFit(C, miss, elbow, elbow - TRUTH, best_k)
