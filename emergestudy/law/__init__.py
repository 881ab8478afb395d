"""How finetuning moves the point of emergence, and what that forecasts."""

from emergestudy.law.fit import fit_emergence_law
from emergestudy.law.forms import FORMS, Form
from emergestudy.law.hinges import Elbow, fit_elbow
from emergestudy.law.observations import turned
from emergestudy.law.result import EmergenceLaw

__all__ = [
    "FORMS",
    "Elbow",
    "EmergenceLaw",
    "Form",
    "fit_elbow",
    "fit_emergence_law",
    "turned",
]
