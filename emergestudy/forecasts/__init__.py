"""Forecasts of emergence, and backtests that hide the strongest models."""

from emergestudy.forecasts.backtest import backtest, scoreboard
from emergestudy.forecasts.methods import Forecast, Visible

__all__ = ["Forecast", "Visible", "backtest", "scoreboard"]
