"""How finetuning moves the point of emergence, and what that forecasts."""

from emergestudy.law.elbow import Elbow, fit_elbow
from emergestudy.law.fit import fit_emergence_law
from emergestudy.law.forms import log_power, power
from emergestudy.law.result import EmergenceLaw

__all__ = [
    "Elbow",
    "EmergenceLaw",
    "fit_elbow",
    "fit_emergence_law",
    "log_power",
    "power",
]
