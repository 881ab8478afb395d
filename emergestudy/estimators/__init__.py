"""Where does a curve come to stay above chance?"""

from emergestudy.estimators.crossover import crossover_point
from emergestudy.estimators.emergence import emergence_point, emergence_points
from emergestudy.estimators.outcome import CrossoverFit, EmergenceFit, EmergenceFits
from emergestudy.estimators.proportions import binomial_interval, training_flops
from emergestudy.estimators.verdicts import VERDICTS

__all__ = [
    "VERDICTS", "CrossoverFit", "EmergenceFit", "EmergenceFits", "binomial_interval",
    "crossover_point", "emergence_point", "emergence_points", "training_flops",
]  # fmt: skip
