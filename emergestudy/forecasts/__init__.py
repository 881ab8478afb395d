"""Forecasts of emergence, and backtests that hide the strongest models."""

from emergestudy.forecasts.backtest import backtest
from emergestudy.forecasts.visible import Forecast, Visible

__all__ = ["Forecast", "Visible", "backtest"]
