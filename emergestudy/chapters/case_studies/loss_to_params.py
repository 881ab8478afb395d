"""From loss to parameters: which power laws fit the numbers that are printed."""

from itertools import combinations

import numpy as np
import pandas as pd

from emergestudy.chapters.case_studies.printed_elbows import (
    APPS,
    percentiles,
    printed_elbows,
)
from emergestudy.data import load

HALF_DIGIT = 0.0005  # rounding of a loss printed to three decimals
HALF_OF_GAP = 0.005  # rounding of "roughly 0.15 nats"
STEP = 0.02  # of the grid of irreducible losses, nats
LARGEST = "meta-llama/Llama-2-70b-hf"


def published_pairs(rounding: float = 12.5) -> pd.DataFrame:
    """Return the four pairs of loss and parameters that the paper's numbers give.

    Parameters
    ----------
    rounding : float
        Half the width of the rounding of printed sizes, in billions: 325, 250 and 500
        are multiples of 25.

    Returns
    -------
    pandas.DataFrame
        ``pair``, ``params`` and ``loss``, each with ``_low`` and ``_high``, by size.
        The loss of LLaMA 2 70B is not printed: it is the predicted elbow plus the
        printed distance, and its size is exact.
    """
    table = load("snell2024_results")
    apps = table[table["task"] == "apps"]
    sizes = apps[apps["quantity"] == "emergence_params"]
    size = sizes.set_index("statistic")["value"]
    loss = percentiles(APPS, "MCMC").set_index("share")["loss"]
    elbow = float(printed_elbows()["mle"][APPS])
    gap = apps.set_index("quantity")["value"]["loss_beyond_llama2_70b"]
    models = load("open_base_scores").drop_duplicates("model").set_index("model")
    rows = [
        ("LLaMA 2 70B", models["params"][LARGEST], elbow + gap, 0, HALF_OF_GAP),
        ("95th percentile", size["p05"], loss[0.95], rounding, 0),
        ("predicted elbow", size["point"], elbow, rounding, 0),
        ("5th percentile", size["p95"], loss[0.05], rounding, 0),
    ]
    pairs = pd.DataFrame(rows, columns=["pair", "params", "loss", "wide", "gap"])
    wide, half = pairs.pop("wide") * 1e9, pairs.pop("gap") + HALF_DIGIT
    return pairs.assign(
        params_low=pairs["params"] - wide,
        params_high=pairs["params"] + wide,
        loss_low=pairs["loss"] - half,
        loss_high=pairs["loss"] + half,
    )


def consistent_laws(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the corners of the set of laws that pass through every rounding box.

    A law is loss = irreducible + (params / scale)^-exponent with an exponent above 0.
    For a given irreducible loss the logarithm of the rest is a straight line in log
    params, so the laws through all boxes form a convex polygon; whatever is linear or
    a ratio of linear terms in them is largest and smallest at its corners.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As `published_pairs`.

    Returns
    -------
    pandas.DataFrame
        ``irreducible``, ``height`` (log of the loss above it at one parameter) and
        ``exponent``; empty if no law passes through all boxes.
    """
    grid = np.arange(0, pairs["loss_low"].min() - 1e-9, STEP)
    corners = [corner for rest in grid for corner in _corners(pairs, float(rest))]
    columns = ["irreducible", "height", "exponent"]
    return pd.DataFrame(corners, columns=columns, dtype="float64")


def _corners(pairs: pd.DataFrame, rest: float) -> list[tuple[float, float, float]]:
    """Cross all pairs of edges and keep the crossings that break no condition."""
    one = np.ones(len(pairs))
    low, high = np.log(pairs["params_low"]), np.log(pairs["params_high"])
    # height - exponent * low >= the lowest log loss, and <= the highest at `high`.
    left = np.vstack(
        [np.column_stack([-one, low]), np.column_stack([one, -high]), [[0, -1]]]
    )
    right = np.concatenate(
        [-np.log(pairs["loss_low"] - rest), np.log(pairs["loss_high"] - rest), [0]]
    )
    found = []
    for i, j in combinations(range(len(left)), 2):
        edges = left[[i, j]]
        if abs(np.linalg.det(edges)) > 1e-12:
            corner = np.linalg.solve(edges, right[[i, j]])
            if corner[1] > 1e-6 and (left @ corner <= right + 1e-9).all():
                found.append((rest, *corner))
    return found


def middle_law(pairs: pd.DataFrame) -> dict[str, float]:
    """Fit one law to the four pairs as printed, by least squares of the log.

    Returns
    -------
    dict of str to float
        ``irreducible`` (from the same grid as `consistent_laws`), ``height``,
        ``exponent`` and ``residual``, the largest in nats. Four rounded points hardly
        tell the irreducible loss: see `consistent_laws`.
    """
    fits = []
    for rest in np.arange(0, pairs["loss"].min() - STEP, STEP):
        line = np.polyfit(np.log(pairs["params"]), np.log(pairs["loss"] - rest), 1)
        law = {"irreducible": rest, "height": line[1], "exponent": -line[0]}
        left = pairs["loss"] - loss_at(law, pairs["params"])
        fits.append(law | {"residual": left.abs().max(), "sum": (left**2).sum()})
    best = min(fits, key=lambda fit: fit["sum"])
    return {name: float(value) for name, value in best.items() if name != "sum"}


def loss_at(law: dict | pd.DataFrame, params: float | pd.Series) -> np.ndarray:
    """Return the loss of one law at some sizes, or of some laws at one size."""
    return law["irreducible"] + np.exp(law["height"] - law["exponent"] * np.log(params))


def params_at(law: dict | pd.DataFrame, loss: float) -> np.ndarray:
    """Return the size at which a law reaches a loss; infinite if it never does."""
    left = np.maximum(loss - law["irreducible"], 1e-300)
    return np.exp(np.minimum((law["height"] - np.log(left)) / law["exponent"], 600))
