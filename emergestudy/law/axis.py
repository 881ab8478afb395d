"""Which way is better: the one place where the sign of the scale is set.

Inside this package a scale is turned so that ability grows with it: a loss enters as
its negative, compute (in log10 FLOPs, or any measure that rises) as it is. Users give
and get numbers in their own unit; nothing but these functions flips a sign.
"""

import numpy as np

from emergestudy.errors import EmergenceDataError

SIGNS = {"loss": -1.0, "compute": 1.0}


def sign_of(x: str) -> float:
    """Return -1 for a scale that is better when lower, 1 for one that rises."""
    if x not in SIGNS:
        raise EmergenceDataError(
            f"x is {x!r}; it has to be 'loss' (lower is better) or 'compute' (higher "
            "is better)."
        )
    return SIGNS[x]


def turned(values: np.ndarray, x: str) -> np.ndarray:
    """Turn a scale so that ability grows with it; turning twice gives it back."""
    return sign_of(x) * np.asarray(values, dtype=float)
