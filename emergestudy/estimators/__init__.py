"""Where does a curve leave chance?"""

from emergestudy.estimators.first_above import first_above
from emergestudy.estimators.proportions import binomial_interval

__all__ = ["binomial_interval", "first_above"]
