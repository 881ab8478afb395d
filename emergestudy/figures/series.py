"""One color and one marker for each family or setting, everywhere in the book."""

from collections.abc import Iterable
from dataclasses import dataclass

import seaborn as sns

from emergestudy.errors import UsageError, unknown


@dataclass(frozen=True)
class Style:
    """How one series looks: matplotlib color and marker, and its legend text."""

    color: tuple[float, float, float]
    marker: str
    label: str


# Color-blind safe (seaborn's "colorblind"); the marker tells series apart in
# print and for readers who see no color at all. New families go to the end.
_FAMILIES = {
    "GPT-3": (0, "o"),
    "LaMDA": (1, "s"),
    "PaLM": (2, "^"),
    "Gopher": (3, "D"),
    "Chinchilla": (4, "v"),
    "Anthropic LM": (5, "X"),
    "Flamingo": (7, "P"),
}
# Ordered settings get an ordered palette, dark for most help.
_SETTINGS = {
    "zero_shot": (0, "v", "zero-shot"),
    "one_shot": (1, "s", "one-shot"),
    "few_shot": (2, "o", "few-shot"),
}


def series_style(names: Iterable[str]) -> dict[str, Style]:
    """Return the style of each family or setting.

    Parameters
    ----------
    names : iterable of str
        Model families and settings as the tables name them.

    Returns
    -------
    dict of str to Style
        In the order of `names`, each name once.

    Raises
    ------
    UsageError
        If a name has no style yet.
    """
    known = _registry()
    styles = {}
    for name in names:
        if name not in known:
            raise UsageError(unknown("family or setting with a style", name, known))
        styles[name] = known[name]
    return styles


def _registry() -> dict[str, Style]:
    colors = sns.color_palette("colorblind")
    ordered = sns.color_palette("viridis_r", 4)[1:]
    families = {n: Style(colors[i], m, n) for n, (i, m) in _FAMILIES.items()}
    settings = {n: Style(ordered[i], m, t) for n, (i, m, t) in _SETTINGS.items()}
    return families | settings
