"""Forecasts of emergence, scored by proper rules on blind cuts of real curves."""

from emergestudy.forecasts.cuts import Visible
from emergestudy.forecasts.methods import METHODS, SHARES
from emergestudy.forecasts.scoring import forecast, leaderboard

__all__ = ["METHODS", "SHARES", "Visible", "forecast", "leaderboard"]
