"""Where does a curve leave chance?"""

from emergestudy.estimators.batch import emergence_points
from emergestudy.estimators.compute import (
    normalise,
    params_from_flops,
    tokens_from_flops,
    training_flops,
)
from emergestudy.estimators.crossover import CrossoverFit, crossover_point
from emergestudy.estimators.emergence import emergence_point
from emergestudy.estimators.first_above import first_above
from emergestudy.estimators.outcome import EmergenceFit
from emergestudy.estimators.outcomes import EmergenceFits
from emergestudy.estimators.proportions import binomial_interval
from emergestudy.estimators.rules import (
    breakpoint_rule,
    emergence_score,
    first_above_rule,
)

__all__ = [
    "CrossoverFit",
    "EmergenceFit",
    "EmergenceFits",
    "binomial_interval",
    "breakpoint_rule",
    "crossover_point",
    "emergence_point",
    "emergence_points",
    "emergence_score",
    "first_above",
    "first_above_rule",
    "normalise",
    "params_from_flops",
    "tokens_from_flops",
    "training_flops",
]
