"""How finetuning moves the point of emergence, and what that forecasts."""

from emergestudy.law.fit import fit_emergence_law
from emergestudy.law.forms import FORMS, Form
from emergestudy.law.hinges import CLEAR, Elbow, fit_elbow
from emergestudy.law.observations import turned
from emergestudy.law.result import (
    Diagnostics,
    EmergenceLaw,
    MaximumLikelihood,
    Prediction,
)
from emergestudy.law.soft import SoftLaw

__all__ = [
    "CLEAR", "FORMS", "Diagnostics", "Elbow", "EmergenceLaw", "Form",
    "MaximumLikelihood", "Prediction", "SoftLaw", "fit_elbow", "fit_emergence_law",
    "turned",
]  # fmt: skip
