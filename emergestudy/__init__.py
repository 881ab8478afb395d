"""A reproducible study of emergent abilities of large language models.

The public names load on first use, so that ``import emergestudy`` is quick.
"""

from importlib import import_module

_NAMES = {
    "data": "load tables provenance chance_level",
    "curves": "points choose call_curves crossings first_models",
    "papers": "paper_curves beside_people",
    "drawing": "draw interval_rows",
    "verdicts": "verdict",
    "results": "record recorded",
    "estimators": "emergence_point emergence_points crossover_point EmergenceFit "
    "EmergenceFits CrossoverFit training_flops binomial_interval",
    "law": "fit_emergence_law EmergenceLaw SoftLaw MaximumLikelihood Prediction "
    "Diagnostics fit_elbow Elbow",
    "forecasts": "forecast leaderboard",
    "report": "analyze Report",
    "errors": "StudyError DataTableError EmergenceDataError",
}
_HOME = {name: home for home, names in _NAMES.items() for name in names.split()}

__all__ = list(_HOME)
__version__ = "0.2.0"


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'emergestudy' has no attribute {name!r}")
    if _HOME[name] != "errors":  # what else is there loads pandas anyway
        import_module("emergestudy.display").show_tables()
    return getattr(import_module(f"emergestudy.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
