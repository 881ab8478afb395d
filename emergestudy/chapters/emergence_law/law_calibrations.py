"""How the law does on simulated studies: stored, or simulated anew."""

from dataclasses import replace

import pandas as pd

from emergestudy.data import load
from emergestudy.law.simulation import SimulatedStudy, calibrate_law

NOISES, CHECKPOINTS, AMOUNTS = (0.01, 0.02, 0.03), (6, 9, 12), (4, 6)
WANTED_COVERAGE, WANTED_ERROR = (0.85, 0.95), 0.06


def grid() -> list[SimulatedStudy]:
    """Return the settings of the main grid."""
    return [
        SimulatedStudy(noise=n, checkpoints=c, amounts=a)
        for n in NOISES
        for c in CHECKPOINTS
        for a in AMOUNTS
    ]


def calibration_grid(n_simulations: int = 0, seed: int = 3) -> pd.DataFrame:
    """Return coverage and error over the grid.

    Parameters
    ----------
    n_simulations : int
        Simulated studies a setting; 0 reads the stored table.
    seed : int
        Of new simulations.
    """
    if n_simulations:
        return calibrate_law(grid(), n_simulations, seed=seed)
    stored = load("law_calibration")
    return stored[stored["study"] == "grid"].reset_index(drop=True)


def one_thing_changed() -> pd.DataFrame:
    """Return the stored studies of exponent, distance ahead and form."""
    stored = load("law_calibration")
    columns = ["study", "alpha", "ahead", "form", "coverage", "median_error"]
    rows = stored[~stored["study"].isin(["grid", *designs()])]
    return rows[[*columns, "median_width"]].reset_index(drop=True)


def designs() -> dict[str, SimulatedStudy]:
    """Return a study, and the same study with one thing changed at a time."""
    study = SimulatedStudy()
    return {
        "default": study,
        "twice the checkpoints": replace(study, checkpoints=2 * study.checkpoints),
        "twice the amounts": replace(study, amounts=2 * study.amounts),
        "a quarter of the noise": replace(study, noise=study.noise / 4),
        "ten times as much data at most": replace(study, most=10 * study.most),
        "a tenth of the data at least": replace(study, least=study.least / 10),
        "a tenth at least, seen up to the truth": replace(
            study, least=study.least / 10, ahead=0.0
        ),
    }


def designs_compared() -> pd.DataFrame:
    """Return the stored simulations of `designs`: width, error and coverage."""
    stored = load("law_calibration").set_index("study")
    columns = ["median_width", "median_error", "coverage"]
    return stored.loc[list(designs()), columns].rename_axis("design").reset_index()
