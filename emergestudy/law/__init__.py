"""How finetuning moves the point of emergence, and what that forecasts."""

from emergestudy.law.elbow import Elbow, fit_elbow

__all__ = ["Elbow", "fit_elbow"]
