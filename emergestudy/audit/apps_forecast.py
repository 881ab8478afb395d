"""Checks of the APPS case of Snell et al.: a forecast in loss and in parameters."""

import pandas as pd

from emergestudy.audit.finding import Check, Finding, as_printed, by_share
from emergestudy.chapters.case_studies.apps_sizes import law_numbers
from emergestudy.chapters.case_studies.loss_to_params import (
    consistent_laws,
    loss_at,
    published_pairs,
)
from emergestudy.chapters.case_studies.mixture_order import gaps
from emergestudy.chapters.case_studies.printed_elbows import (
    APPS,
    percentiles,
    printed_elbows,
)

ROUNDING = 12.5  # billions, as in the chapter


def sizes_fit_losses() -> Finding:
    """Decide Fig. 10: about 325 billion parameters, 250 to 500, from Table 3's losses.

    Holds if some power law with an irreducible loss passes through the three pairs and
    the 70B within their rounding. The law itself is only drawn.
    """
    law = law_numbers(ROUNDING)
    holds = bool(law["low"].notna().all())
    rest, exponent = law.itertuples()
    said = (
        f"laws through all four pairs have exponents {exponent.low:.3f} to "
        f"{exponent.high:.3f} and irreducible losses {rest.low:.2f} to {rest.high:.2f}"
        if holds
        else "no power law passes through the four pairs"
    )
    return by_share(int(holds), 1, f"{said} (printed numbers only; no APPS scores)")


def distance_fits_sizes() -> Finding:
    """Decide Fig. 18: the elbow lies about 0.15 nats beyond LLaMA 2 70B.

    Two statements: the whole 5-95 % range lies beyond the 70B; and the laws through
    the three pairs of Fig. 10, without the 70B, allow the printed distance.
    """
    pairs = published_pairs(ROUNDING)
    largest, three = pairs.iloc[0], pairs.iloc[1:]
    losses = loss_at(consistent_laws(three), largest["params"])
    low, high = (losses.min(), losses.max()) if len(losses) else (float("nan"),) * 2
    allowed = low <= largest["loss_high"] and high >= largest["loss_low"]
    end = percentiles(APPS, "MCMC")["loss"].max()
    return by_share(
        int(end < largest["loss_low"]) + int(allowed),
        2,
        f"95th percentile {end:.3f}, 70B at {largest['loss']:.3f} (elbow plus printed "
        f"distance); laws through the other pairs put the 70B at {low:.3f} or above, a "
        "weak test; no APPS scores are public",
    )


def law_is_drawn() -> Finding:
    """Decide Fig. 15: a scaling law models the LLaMA 2 losses well.

    Contradicted if no power law passes through the printed pairs; else not decidable:
    neither the four losses nor the fitted values are printed.
    """
    found = sizes_fit_losses()
    if found.verdict == "contradicted":
        return found
    return Finding(
        "not decidable",
        "missing: the losses of the four LLaMA 2 models and the fitted values, which "
        f"are only drawn; consistent with it: {found.decides}",
    )


def reaches_apps() -> Finding:
    """Decide P10: the method extends to APPS, near the frontier.

    Three statements: the forecast's 5-95 % range is narrower than the 0.1 nats of a
    success; it lies beyond the largest model; and a true elbow confirms it.
    """
    loss = percentiles(APPS, "MCMC")["loss"]
    low, high = loss.min(), loss.max()
    largest = published_pairs(ROUNDING)["loss_low"].iloc[0]
    truth = printed_elbows()["truth"][APPS]
    known = f"true elbow {truth:.3f}" if pd.notna(truth) else "no true elbow is known"
    return by_share(
        int(high - low <= gaps()["tolerance"])
        + int(high < largest)
        + int(low <= truth <= high),
        3,
        f"printed 5-95 % range {low:.3f} to {high:.3f}, LLaMA 2 70B at {largest:.3f} "
        f"or above; {known} to set the forecast against",
    )


FIGURES: dict[str, Check] = {
    "Snell Fig. 10": as_printed(sizes_fit_losses),
    "Snell Fig. 15": law_is_drawn,
    "Snell Fig. 18": as_printed(distance_fits_sizes),
}
CLAIMS: dict[str, Check] = {"P10": reaches_apps}
