"""Checks of what the texts say of emergence in general: definition, axes, foresight."""

import pandas as pd

from emergestudy.audit.few_shot import TOLERANCE, panel_statements
from emergestudy.audit.few_shot_claims import above
from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.chapters.emergence_calls import call_curves, fit_curve
from emergestudy.chapters.extrapolation import extrapolate
from emergestudy.chapters.few_shot_emergence import panel_scores
from emergestudy.data import load

DEFINITION = "nothing to test: the estimator takes it as its definition"


def definition() -> Finding:
    """Say that there is nothing to test."""
    return Finding("definition", DEFINITION)


def axes() -> Finding:
    """Decide "FLOPs in the main text, parameters in Appendix D, never data size"."""
    points = load("wei2022_points").dropna(subset="x_quantity")
    used = points.groupby("figure")["x_quantity"].agg(set)
    parts = [
        used["Fig. 2"] | used["Fig. 3"] == {"train_flops"},
        used["Fig. 11"] | used["Fig. 12"] == {"params"},
        not points["x_quantity"].str.contains("token").any(),
    ]
    kinds = ", ".join(sorted(points["x_quantity"].unique()))
    return by_share(sum(parts), 3, f"x axes drawn: {kinds}")


def same_scale_as_a(panels: str = "BC") -> Finding:
    """Decide "B to D emerge at about the scale of A": within a factor of 3.16.

    Of each family of panel A with a sentence on the other panels.
    """
    points = panel_statements("A" + panels).set_index("curve")["point"]
    here, rows = points.index.str[1] == "A", []
    for curve, point in points[~here].items():
        family = curve.split(" ", 1)[1]
        rows.append((curve, point / points[f"2A {family}"]))
    near = [1 / 10**0.5 <= ratio <= 10**0.5 for _, ratio in rows]
    shown = ", ".join(f"{curve} {ratio:.2g} times" for curve, ratio in rows)
    decides = f"emergence points relative to panel A: {shown}"
    return by_share(sum(near), len(near), decides)


def needs_palm_and_62b() -> Finding:
    """Decide "Persian QA needs PaLM's data and 62B": who is above the tolerance?"""
    palm = above("D", "PaLM").set_index("model")["low_above"]
    others = pd.concat([above("D", f) for f in ("GPT-3", "LaMDA")])
    clear = 100 * TOLERANCE
    best = others.loc[others["above"].idxmax()]
    parts = [palm["PaLM 62B"] > clear, palm["PaLM 8B"] <= clear]
    parts.append(not (others["low_above"] > clear).any())
    decides = (
        f"low ends above chance: PaLM 8B {palm['PaLM 8B']:+.1f}, 62B "
        f"{palm['PaLM 62B']:+.1f}; best other model {best.model} {best.above:+.1f}"
    )
    return by_share(sum(parts), 3, decides)


def not_foreseen() -> Finding:
    """Decide "small models do not foretell it": lines through the models below.

    A curve bears it out if the largest model lies outside the 90 % prediction
    interval of a line in log FLOPs through the models below the emergence point.
    """
    curves = panel_scores(list("ABCDEFGH"))
    found = extrapolate(curves, call_curves(curves, tolerance=TOLERANCE))
    missed = ~found["foreseen"].astype(bool)
    decides = (
        f"{int(missed.sum())} of {len(found)} largest models outside the interval "
        "that the smaller ones predict"
    )
    return by_share(int(missed.sum()), len(found), decides)


def threshold_not_line() -> Finding:
    """Decide "at random, then above": curves with a threshold against steady lines.

    Over the curves that the paper calls emergent: the posterior probability of
    "emergent" exceeds that of "smooth" tenfold.
    """
    said = load("wei2022_statements").query("says == 'emerges'")
    curves = panel_scores(list("ABCDEFGH"))
    wins = 0
    for row in said.itertuples():
        curve = curves[curves["curve"] == f"2{row.panel} {row.family}"]
        kinds = fit_curve(curve, tolerance=TOLERANCE).probability
        wins += kinds["emergent"] > 10 * kinds["smooth"]
    decides = f"a threshold beats a steady rise tenfold on {wins} of {len(said)} curves"
    return by_share(wins, len(said), decides)


CLAIMS: dict[str, Check] = {
    "C01": definition,
    "K01": definition,
    "C02": axes,
    "C05": same_scale_as_a,
    "C06": needs_palm_and_62b,
    "K02": not_foreseen,
    "K03": threshold_not_line,
}
FIGURES: dict[str, Check] = {}
