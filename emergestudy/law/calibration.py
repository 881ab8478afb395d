"""How often the law's interval holds the truth, on simulated studies."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.law.fit import fit_emergence_law
from emergestudy.law.simulate import TRUTH, SimulatedStudy, with_random_alpha


def calibrate(
    studies: Iterable[SimulatedStudy],
    repeats: int = 200,
    *,
    alpha: str | float = "random",
    form: str = "log_power",
    seed: int = 1,
) -> pd.DataFrame:
    """Simulate each study many times and fit the law to each.

    Parameters
    ----------
    studies : iterable of SimulatedStudy
        The settings.
    repeats : int
        Simulations a setting.
    alpha : float or "random"
        True exponent; random draws it from 0.5 to 2, and the shift from 0.2 to 0.5.
    form : str
        Form of the law that is fitted; the truth is a log power law.
    seed : int
        Of the simulations.

    Returns
    -------
    pandas.DataFrame
        A row a setting: ``noise``, ``checkpoints``, ``amounts``, ``ahead``, ``alpha``,
        ``simulations``, the share ``refused`` because nothing rises, and over the rest
        ``coverage`` of the 90 % interval, ``median_error`` and
        ``median_width`` in nats, and the standard error of the coverage.
    """
    return pd.DataFrame([_one_setting(s, repeats, alpha, form, seed) for s in studies])


def _one_setting(
    study: SimulatedStudy, repeats: int, alpha: str | float, form: str, seed: int
) -> dict[str, object]:
    found = []
    for number in range(repeats):
        if alpha == "random":
            drawn = with_random_alpha(study, [seed, number])
        else:
            drawn = replace(study, alpha=float(alpha))
        frame = drawn.draw([seed, number])
        try:
            fit = fit_emergence_law(frame, floor=study.floor, form=form, d0=study.d0)
        except EmergenceDataError:
            continue
        p = fit.prediction.percentiles
        found.append((p[5] <= TRUTH <= p[95], abs(p[50] - TRUTH), p[95] - p[5]))
    keys = ("noise", "checkpoints", "amounts", "ahead")
    row = {key: getattr(study, key) for key in keys} | {"alpha": alpha}
    return row | {"simulations": repeats} | _summary(found, repeats)


def _summary(found: list[tuple[bool, float, float]], repeats: int) -> dict[str, float]:
    if not found:
        return {"refused": 1.0}
    inside, error, width = np.array(found, dtype=float).T
    coverage = float(inside.mean())
    return {
        "refused": 1 - len(found) / repeats,
        "coverage": coverage,
        "coverage_se": float(np.sqrt(coverage * (1 - coverage) / len(found))),
        "median_error": float(np.median(error)),
        "median_width": float(np.median(width)),
    }
