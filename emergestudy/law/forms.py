"""The emergence law: how the elbow depends on the amount of finetuning data.

Each law is a plain function of the amount and its parameters. The elbow is written for
a loss, where finetuning moves it *up*, to weaker models: E(D) = C + k g(D) with k > 0.
On a scale that rises with ability (compute) the same k moves it down: C - k g(D).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError

Shape = Callable[[np.ndarray, np.ndarray], np.ndarray]


def log_power(
    examples: ArrayLike, k: float, alpha: float, C: float, sign: float = -1.0
) -> np.ndarray:
    """Elbow after finetuning on so many examples: C + k (ln D)^alpha.

    Parameters
    ----------
    examples : array_like
        Amounts D of finetuning data, at least 1.
    k, alpha, C : float
        Strength and exponent of the shift, and the elbow at D = 1.
    sign : float
        -1 for a loss (the default), 1 for compute, which turns the shift round.

    Returns
    -------
    numpy.ndarray
        Elbows on the scale of C.
    """
    return C - sign * k * log_power_shape(np.asarray(examples, float), alpha)


def power(
    examples: ArrayLike, k: float, alpha: float, C: float, sign: float = -1.0
) -> np.ndarray:
    """Elbow after finetuning on so many examples: C + k D^alpha; as `log_power`."""
    return C - sign * k * power_shape(np.asarray(examples, float), alpha)


def log_power_shape(examples: np.ndarray, alpha: ArrayLike) -> np.ndarray:
    """(ln D)^alpha, which is 0 at one example."""
    return np.log(examples) ** alpha


def power_shape(examples: np.ndarray, alpha: ArrayLike) -> np.ndarray:
    """D^alpha."""
    return np.asarray(examples, float) ** alpha


SHAPES: dict[str, Shape] = {"log_power": log_power_shape, "power": power_shape}


def shape_of(form: str) -> Shape:
    """Return the function g of a form, or say which forms there are."""
    if form not in SHAPES:
        raise EmergenceDataError(
            f"form is {form!r}; it has to be one of {', '.join(SHAPES)}."
        )
    return SHAPES[form]
