"""Where does a curve leave chance?"""

from emergestudy.estimators.crossover import crossover_point
from emergestudy.estimators.emergence import emergence_point, emergence_points
from emergestudy.estimators.outcome import CrossoverFit, EmergenceFit, EmergenceFits
from emergestudy.estimators.proportions import (
    binomial_interval,
    training_flops,
)

__all__ = [
    "CrossoverFit",
    "EmergenceFit",
    "EmergenceFits",
    "binomial_interval",
    "crossover_point",
    "emergence_point",
    "emergence_points",
    "training_flops",
]
