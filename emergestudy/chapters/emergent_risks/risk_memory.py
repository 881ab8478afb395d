"""Memorized training data by size: Pythia, PaLM, and a printed fit of GPT-Neo."""

import pandas as pd

from emergestudy.chapters.emergent_risks.risk_points import as_points
from emergestudy.data import load

MEMORY = "Training data memorized"
FIT = "GPT-Neo/J, fit as printed"


def memorized(*, level: float = 0.90) -> pd.DataFrame:
    """Select the share of training sequences that a model recites, as `as_points`.

    Pythia: 32 tokens after 32, of the first 23.6 million sequences. Deduplicated
    Pythia: the same of all 146 million. PaLM: the next 50 tokens after 50, of a sample
    of unknown size. The three shares are of different sets, so compare within a family.
    """
    rows = load("pythia_memorization")
    ends = rows["step"] == rows["step"].max()
    shares = rows[ends & (rows["metric"] == "fraction_memorised")]
    counts = rows[ends & (rows["task"] == "memorised_all")]
    n = counts["n_eval"].astype("float64")
    counts = counts.assign(value=100 * counts["value"] / n)
    palm = load("palm_scores")
    palm = palm[palm["task"] == "memorization_50_tokens"]
    both = pd.concat([shares, counts, palm], ignore_index=True)
    both = both.assign(
        measure=MEMORY,
        series=both["family"],
        score=both["value"],
        n=both["n_eval"].astype("float64"),
    )
    return as_points(both, "memorization", worse=1, level=level)


def printed_fit() -> tuple[float, float]:
    """Return points per tenfold size and R-squared of GPT-Neo/J, as printed."""
    rows = load("extraction_scores").set_index("metric")["value"]
    return float(rows["gain_per_tenfold_size"]), float(rows["r_squared"])


def by_repeats() -> pd.DataFrame:
    """Return PaLM 540B's share memorized by how often the training data had it."""
    rows = load("palm_scores")
    rows = rows[rows["task"].str.startswith("memorization_seen")]
    seen = rows["task"].str.extract(r"seen_(once|\d+)")[0].replace("once", "1")
    table = pd.DataFrame({"times_seen": seen.astype(int), "share": rows["value"]})
    return table.sort_values("times_seen").reset_index(drop=True)
