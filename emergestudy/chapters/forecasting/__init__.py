"""Forecasts of emergence: the paper's results, and backtests of rivals."""
