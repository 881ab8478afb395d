"""One curve, one call by the reader's rule."""

import pandas as pd

from emergestudy.estimators import first_above

NONE = "none"


def first_model(
    curve: pd.DataFrame, chance: float, margin: float
) -> tuple[float | None, str]:
    """Find the first model of a curve that is above chance and stays there.

    Parameters
    ----------
    curve : pandas.DataFrame
        Columns ``scale``, ``score``, ``low`` and ``model``.
    chance, margin : float
        As in `emergestudy.first_above`.

    Returns
    -------
    scale : float or None
        The first scale, or None.
    model : str
        The model there, or ``"none"``.
    """
    scale = first_above(
        curve["scale"], curve["score"], chance, margin=margin, low=curve["low"]
    )
    if scale is None:
        return None, NONE
    return scale, curve.loc[curve["scale"] == scale, "model"].iloc[0]
