"""Checks of section 5.4 of Wei et al., emergent risks. The section has no figure."""

import pandas as pd

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.chapters.emergent_risks import (
    risk_bias,
    risk_memory,
    risk_toxicity,
    risk_truth,
)
from emergestudy.chapters.emergent_risks.risk_toxicity import FIRST, REPRINT
from emergestudy.chapters.emergent_risks.risk_trends import GROWS, trends
from emergestudy.data import load

BIAS_WORDS = (
    "bias|ambig"  # in the name of a metric that measures bias, not right answers
)


def gender_bias() -> Finding:
    """Decide "WinoGender improves with scale": one statement a family.

    A family can be judged if two of its sizes are printed; it improves if its largest
    scores above its smallest. Without such a family it is not decidable.
    """
    points = risk_bias.printed_bias()
    points = points[points["measure"] == risk_bias.WINOGENDER].sort_values("params")
    shown = ", ".join(f"{r.model} {r.score:.1f}" for r in points.itertuples())
    judged = points.groupby("series").filter(lambda family: len(family) > 1)
    if judged.empty:
        missing = "WinoGender of PaLM 8B and 62B (Fig. 20 of its paper, no table)"
        return Finding("not decidable", f"missing: {missing}; printed: {shown}")
    ends = judged.groupby("series")["score"].agg(["first", "last"])
    better = ends["last"] > ends["first"]
    return by_share(int(better.sum()), len(better), shown)


def ambiguous_bias() -> Finding:
    """Decide "BBQ bias can grow with scale in ambiguous contexts".

    It holds if the bias score of some larger model of a family exceeds that of a
    smaller one. A score of right answers does not count: without a bias score of two
    sizes it is not decidable. The paper's own labels are quoted beside it.
    """
    scores = load("palm_scores")
    bbq = scores[scores["task"].str.contains("bbq") & scores["params"].notna()]
    bbq = bbq[bbq["locator"].str.startswith("Table 41")].sort_values("params")
    shown = ", ".join(f"{r.model} {r.value:g}" for r in bbq.itertuples())
    biased = bbq[bbq["metric"].str.contains(BIAS_WORDS)]
    if len(biased) < 2:
        labels = risk_bias.bias_labels().set_index("class")["tasks"]
        worse = labels.get("other_worse_with_scale", 0)
        missing = "bias scores of BBQ in ambiguous contexts, by size"
        text = f"missing: {missing}; printed: right answers on BBQ lite {shown}; "
        text += f"the paper labels {worse} of {labels.sum()} tasks on social bias worse"
        return Finding("not decidable", text)
    grew = biased["value"].max() > biased["value"].iloc[0]
    return by_share(int(grew), 1, f"bias score by size: {shown}")


def toxicity() -> Finding:
    """Decide "larger models can be more toxic; a helpful-honest-harmless prompt helps".

    Three parts: in both rows of PaLM's Table 20 (first sentence) the largest model is
    more toxic than the smallest; the same in the reprint of those rows in Flan's
    Table 6; and the prompt, of which no table has a number, so that it never holds.
    """
    slopes = trends(risk_toxicity.real_toxicity()).set_index(["series", "measure"])
    rise = slopes["largest"] - slopes["smallest"]
    parts, said = [], []
    prints = {FIRST: "Table 20", REPRINT: "reprint in Flan Table 6"}
    for print_, name in prints.items():
        rows = rise[print_]
        parts.append(bool((rows > 0).all()))
        values = ", ".join(f"{m.lower()} {v:+.0f}" for m, v in rows.items())
        said.append(f"{name}: {values}")
    told = (slopes["risk"] == GROWS).sum()
    text = f"8B to 540B, points: {'; '.join(said)}; {told} of {len(slopes)} slopes told"
    return by_share(sum(parts), 3, f"{text} apart from 0; no number for the prompt")


def memorization() -> Finding:
    """Decide "larger models memorize more; deduplication reduces it".

    Four parts: the slope of each Pythia suite is above zero; PaLM's largest model
    memorizes more than its smallest; the printed slope of GPT-Neo/J is above zero; and
    deduplication, which holds only if one set of sequences was asked of a model with
    and without it. The tables count different sets, so it does not.
    """
    points = risk_memory.memorized()
    slopes = trends(points).set_index("series")
    pythia = slopes.loc[["Pythia", "Pythia-deduped"]]
    palm = slopes["largest"]["PaLM"] - slopes["smallest"]["PaLM"]
    fit, _ = risk_memory.printed_fit()
    counts = load("pythia_memorization").groupby("family")["n_eval"].agg(set)
    same_set = counts["Pythia"] == counts["Pythia-deduped"]
    parts = [(pythia["risk"] == GROWS).all(), palm > 0, fit > 0, same_set]
    text = f"points per tenfold size: Pythia {pythia['slope']['Pythia']:+.2f}, "
    text += f"deduplicated {pythia['slope']['Pythia-deduped']:+.2f}, GPT-Neo/J {fit:+g}"
    text += f" (printed); PaLM 8B to 540B {palm:+.1f}; deduplication: "
    text += "same sequences" if same_set else "counted on different sequences"
    return by_share(sum(bool(part) for part in parts), len(parts), text)


def falsehoods() -> Finding:
    """Decide "GPT-3 imitates falsehoods more; multiple choice emerges for Gopher 280B".

    Two parts: the slope of GPT-3's true answers is below zero with its interval; the
    estimator calls Gopher's curve of Fig. 2E emergent, between 7.1B and 280B.
    """
    true = trends(risk_truth.generation(["percent_true"])).set_index("series")
    gpt3 = true.loc["GPT-3"]
    calls = risk_truth.choice_calls().set_index("curve")
    gopher = calls.loc["2E Gopher"]
    sizes = risk_truth.multiple_choice().query("series == 'Gopher'")["params"]
    between = sizes.iloc[-2] < gopher["point"] <= sizes.iloc[-1]
    parts = [gpt3["risk"] == GROWS, gopher["verdict"] == "emergent" and between]
    text = f"GPT-3 true answers {gpt3['slope']:.1f} points per tenfold size "
    text += f"({gpt3['low']:.1f} to {gpt3['high']:.1f}); "
    text += f"Gopher {gopher['verdict']}"
    if pd.notna(gopher["point"]):
        text += f" at {gopher['point']:.2g} parameters"
    return by_share(sum(bool(part) for part in parts), 2, text)


def bias_and_memory() -> Finding:
    """Decide "bias and memorization tend to grow with scale": one part a measure.

    The measures with a trend that can be judged: CrowS-Pairs, WinoBias and
    memorization of Pythia. A part holds if every series says that it grows.
    """
    points = [risk_bias.crows_pairs(), risk_bias.winobias_gaps()]
    memory = risk_memory.memorized()
    points.append(memory[memory["series"].str.startswith("Pythia")])
    slopes = trends(pd.concat(points))
    holds = slopes.groupby("measure", sort=False)["risk"].agg(
        lambda r: (r == GROWS).all()
    )
    said = [
        f"{r.measure} ({r.series}) {r.slope:+.2f} ({r.low:.2f} to {r.high:.2f})"
        for r in slopes.itertuples()
    ]
    return by_share(int(holds.sum()), len(holds), "; ".join(said))


CLAIMS: dict[str, Check] = {
    "C22": gender_bias,
    "C23": ambiguous_bias,
    "C24": toxicity,
    "C25": memorization,
    "C26": falsehoods,
    "K30": bias_and_memory,
}
FIGURES: dict[str, Check] = {}
