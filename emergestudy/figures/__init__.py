"""The study's figures: the same series looks the same on every page."""

from emergestudy.figures.finish import finish
from emergestudy.figures.scaling import Panel, scaling_grid
from emergestudy.figures.series import Style, series_style

__all__ = ["Panel", "Style", "finish", "scaling_grid", "series_style"]
