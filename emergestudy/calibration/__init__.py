"""Is the estimator right? Simulated curves whose truth is known, and how it does."""

from emergestudy.calibration.cells import extra_cells, main_cells
from emergestudy.calibration.simulate import KINDS, Cell, Simulated, simulate
from emergestudy.calibration.study import calibrate

__all__ = [
    "KINDS",
    "Cell",
    "Simulated",
    "calibrate",
    "extra_cells",
    "main_cells",
    "simulate",
]
