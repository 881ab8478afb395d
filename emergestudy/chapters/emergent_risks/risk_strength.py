"""How strong the evidence on a risk is, by a rule that looks at no result."""

import pandas as pd

STRONG, FAIR, WEAK = "strong", "fair", "weak"
SHOWS_SCATTER = 6  # sizes from which a curve's own scatter tells its noise


def strength(trends: pd.DataFrame, enough: int = 4) -> pd.DataFrame:
    """Grade each measure by sizes, families and noise.

    *Strong*: two families or more with `enough` sizes each, and their noise known.
    *Fair*: one such family. *Weak*: none. The noise is known if the number of answers
    is, or if a family has six sizes or more, whose scatter tells it. Pythia and
    Pythia-deduped count as one family: the same models, nearly the same data.

    Parameters
    ----------
    trends : pandas.DataFrame
        From `emergestudy.chapters.emergent_risks.risk_trends.trends`.
    enough : int
        Sizes that make a family count.

    Returns
    -------
    pandas.DataFrame
        One row a measure: ``topic``, ``measure``, ``families``, ``most_sizes``,
        ``n_known``, ``count`` (families that count), ``strength``, and how many series
        say that the risk ``grows``, ``shrinks`` or is ``open``.
    """
    rows = []
    for (topic, measure), group in trends.groupby(["topic", "measure"], sort=False):
        noise = group["noise_known"] | (group["sizes"] >= SHOWS_SCATTER)
        family = group["series"].map(family_of)
        count = family[noise & (group["sizes"] >= enough)].nunique()
        grade = STRONG if count > 1 else FAIR if count else WEAK
        row = {"topic": topic, "measure": measure, "families": family.nunique()}
        row |= {"most_sizes": group["sizes"].max()}
        row |= {"n_known": _words(group["noise_known"])}
        row |= {"count": count, "strength": grade}
        risk = group["risk"].value_counts()
        row |= {name: int(risk.get(name, 0)) for name in ("grows", "shrinks")}
        rows.append(row | {"open": int(risk.get("not told apart", 0))})
    return pd.DataFrame(rows)


def family_of(series: str) -> str:
    """Return the family behind a series: ``"Flan-PaLM"`` is PaLM's."""
    if series.startswith("Pythia"):
        return "Pythia"
    return "PaLM" if "PaLM" in series else series


def _words(known: pd.Series) -> str:
    if known.all():
        return "yes"
    return "for some" if known.any() else "no"
