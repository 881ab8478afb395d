"""A reproducible study of emergent abilities of large language models.

The public names load on first use, so that ``import emergestudy`` is quick.
"""

from importlib import import_module

_HOME = {
    "load": "data",
    "tables": "data",
    "provenance": "data",
    "points": "curves",
    "choose": "curves",
    "call_curves": "curves",
    "crossings": "curves",
    "first_models": "curves",
    "paper_curves": "papers",
    "beside_people": "papers",
    "draw": "drawing",
    "interval_rows": "drawing",
    "verdict": "verdicts",
    "record": "results",
    "recorded": "results",
    "emergence_point": "estimators",
    "emergence_points": "estimators",
    "crossover_point": "estimators",
    "EmergenceFit": "estimators",
    "EmergenceFits": "estimators",
    "CrossoverFit": "estimators",
    "training_flops": "estimators",
    "chance_level": "data",
    "binomial_interval": "estimators",
    "fit_emergence_law": "law",
    "EmergenceLaw": "law",
    "SoftLaw": "law",
    "MaximumLikelihood": "law",
    "Prediction": "law",
    "Diagnostics": "law",
    "fit_elbow": "law",
    "Elbow": "law",
    "forecast": "forecasts",
    "leaderboard": "forecasts",
    "analyze": "report",
    "Report": "report",
    "StudyError": "errors",
    "DataTableError": "errors",
    "EmergenceDataError": "errors",
}

__all__ = list(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'emergestudy' has no attribute {name!r}")
    if _HOME[name] != "errors":  # what else is there loads pandas anyway
        import_module("emergestudy.display").show_tables()
    return getattr(import_module(f"emergestudy.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
