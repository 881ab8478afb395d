"""The study's tables, checked as they are read."""

from emergestudy.dataset.load import load, provenance, tables

__all__ = ["load", "provenance", "tables"]
