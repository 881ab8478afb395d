"""Figures that a reader of the pages can question: Vega-Lite written by altair."""
