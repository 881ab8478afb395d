"""Drawing: one theme, one look a family, and the few figures that chapters share.

`draw` puts scores against scale, `interval_rows` one interval a row. Each returns axes,
on which a cell does what is special to its figure; all else is seaborn in the cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from emergestudy.curves import FALLING
from emergestudy.display import called

THEME = {
    "figure.dpi": 130,
    "figure.facecolor": "white",  # readable in the dark mode of the book, too
    "figure.constrained_layout.use": True,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.alpha": 0.25,
    "legend.frameon": False,
}
LABELS = {
    "train_flops": "Training FLOPs",
    "params": "Model parameters",
    "train_tokens": "Training tokens",
    "perplexity": "WikiText103 perplexity",
    "loss": "Loss (nats per token)",
}
"""What an axis says, by the column that it draws."""

CHANCE = {"color": "0.35", "linestyle": "--", "linewidth": 1.2}
_JOINED = 13  # points a curve up to which they are joined and drawn large
_TICKS = np.array(
    [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1000, 10000]
)


plt.rcParams.update(THEME)


@dataclass(frozen=True)
class Style:
    """How one series looks: matplotlib color and marker, and its legend text."""

    color: tuple[float, float, float]
    marker: str
    label: str


# Color-blind safe (seaborn's "colorblind"); the marker tells series apart in
# print and for readers who see no color at all.
_PAPER_FAMILIES = {
    "GPT-3": (0, "o"), "LaMDA": (1, "s"), "PaLM": (2, "^"), "Gopher": (3, "D"),
    "Chinchilla": (4, "v"), "Anthropic LM": (5, "X"), "Flamingo": (7, "P"),
    "U-PaLM": (2, "P"), "T5": (8, "h"), "InstructGPT": (0, "*"), "Codex": (0, "d"),
    "UL2": (8, "X"), "GPT-2": (7, "o"), "GPT-Neo/J": (9, "p"), "UnifiedQA": (6, "h"),
    "T0": (6, "d"), "OPT": (3, "p"), "Pythia": (1, "h"), "Pythia-deduped": (1, "d"),
    "OLMo2": (4, "*"), "open_lm C4": (0, "v"), "open_lm RedPajama": (3, "^"),
    "open_lm RefinedWeb": (2, "s"), "prior SOTA (finetuned)": (7, "_"),
}  # fmt: skip
# Every other open family takes the next free pair of color and marker; new names
# go to the end, so that no family ever changes its look.
_OPEN_FAMILIES = """
    BLOOM Llama Llama-2 Llama-3 Llama-3.1 Qwen Qwen1.5 Qwen2 Falcon StarCoder XGLM
    MPT Mistral Mixtral Phi Gemma Gemma-2 Yi Yi-1.5 DeepSeek-V2 DeepSeek-Coder-V2
    Jamba CodeLlama DeepSeek-Coder StarCoder2 Amber BTLM Cerebras-GPT Codegen DeciLM
    DeepSeek-LLM DeepSeek-MoE H2O-Danube InternLM2 OLMo OpenLlama OpenLlamaV2 RWKV
    RedPajama-INCITE-Base SmolLM StableLM TinyLlama Yi-200K
"""
_MARKERS = "osD^vPXphd*<>8"
# Ordered settings get an ordered palette, dark for most help; a technique and its
# baseline are blue squares and gray circles.
_SHOTS = {"zero_shot": (0, "v"), "one_shot": (1, "s"), "few_shot": (2, "o")}
_BASELINES = ("direct", "standard_prompting", "untuned", "letter_choices", "baseline")
_TECHNIQUES = (
    "chain_of_thought", "instruction_tuned", "scratchpad", "p_true", "technique",
    "zero_shot_chain_of_thought", "self_consistency",
)  # fmt: skip

# Metrics and ways to answer, one look each.
_METRICS = {
    "few_shot_greedy": (0, "o"), "few_shot_sampling_t1": (1, "s"),
    "error_rate": (2, "D"), "cross_entropy_loss": (0, "o"),
    "neg_log_prob_correct": (2, "^"), "neg_log_prob_incorrect": (3, "v"),
    "exact_match": (0, "o"), "multiple_choice_grade": (4, "D"), "bleu": (1, "s"),
    "bleurt": (2, "^"), "rouge1": (3, "v"), "rouge2": (5, "P"), "rouge_l_sum": (7, "X"),
    "sequence_f1": (9, "d"), "OLMo2 7B": (0, "o"), "OLMo2 13B": (1, "s"),
    "OLMo2 7B, second run": (9, "D"),
}  # fmt: skip


def styles(names: Iterable[str]) -> dict[str, Style]:
    """Return the look of each family or setting, the same everywhere in the book.

    A name that is new gets a color and marker that no other name here has. The
    result is in the order of ``names``, each once.
    """
    names = list(dict.fromkeys(names))
    known = _registry()
    taken = {(known[n].color, known[n].marker) for n in names if n in known}
    colors = sns.color_palette("colorblind")
    free = (
        (colors[(i + turn) % 10], mark)
        for turn in range(10)
        for i, mark in enumerate(_MARKERS)
        if (colors[(i + turn) % 10], mark) not in taken
    )
    return {n: known.get(n) or Style(*next(free), called(n)) for n in names}


def ordered_styles(names: Iterable[str]) -> dict[str, Style]:
    """Give names that have an order, as sizes or amounts, a light-to-dark look.

    The marker tells neighbors apart.
    """
    names = list(dict.fromkeys(names))
    colors = sns.color_palette("viridis_r", len(names) + 1)[1:]
    marks = (_MARKERS[i % len(_MARKERS)] for i in range(len(names)))
    return {
        n: Style(c, m, called(n)) for n, c, m in zip(names, colors, marks, strict=True)
    }


def draw(
    points: pd.DataFrame,
    *,
    x: str = "train_flops",
    y: str = "score",
    series: str = "family",
    panel: str | None = None,
    calls: pd.DataFrame | None = None,
    looks: Mapping[str, Style] | None = None,
    titles: Mapping[str, str] | None = None,
    ylabel: str | Mapping[str, str] = "Score (%)",
    columns: int = 4,
    size: tuple[float, float] = (2.5, 2.4),
    ax: Axes | None = None,
) -> Axes | dict[str, Axes]:
    """Draw score against scale: a panel a task, a curve a series.

    Parameters
    ----------
    points : pandas.DataFrame
        From `emergestudy.points`, or with the columns named here; ``low`` and ``high``
        (an interval of the score) and ``chance`` are drawn where they are.
    x, y, series : str
        Columns. The x axis is logarithmic and says `LABELS`; scales on which less is
        better (`FALLING`) run from right to left.
    panel : str, optional
        Column of the panels.
    calls : pandas.DataFrame, optional
        From `call_curves`: emergent curves get a bar along the bottom, from the low to
        the high end of the emergence point.
    looks : mapping of str to Style, optional
        By series; by default `styles`.
    titles, ylabel : mapping of str to str, optional
        By panel; a text for all panels.
    columns, size : int, (float, float)
        Panels a row at the most; inches of a panel.
    ax : matplotlib Axes, optional
        Where to draw a single panel; then `legend` is the caller's.

    Returns
    -------
    matplotlib Axes, or dict of str to Axes
        By panel, if there is a column of panels.
    """
    looks = looks or styles(points[series])
    if panel is None:
        alone = ax is None
        if alone:
            ax = plt.subplots(figsize=(2 * size[0], 1.5 * size[1]))[1]
        _draw_panel(ax, points, x, y, series, looks, calls)
        ax.set_ylabel(ylabel)
        if alone:
            legend(ax.figure)
        return ax
    names = list(dict.fromkeys(points[panel]))
    axes = grid_of(names, columns=columns, size=size)
    for name, axis in axes.items():
        marked = None if calls is None else calls[calls[panel] == name]
        part = points[points[panel] == name]
        _draw_panel(axis, part, x, y, series, looks, marked)
        axis.set_title(called(name) if titles is None else titles[name])
        axis.set_ylabel(ylabel if isinstance(ylabel, str) else ylabel[name])
    if axes:
        legend(axis.figure)
    return axes


def grid_of(
    names: Sequence[str],
    *,
    columns: int = 4,
    size: tuple[float, float] = (2.5, 2.4),
    **kwargs: object,
) -> dict[str, Axes]:
    """Make a figure with one panel a name; keywords go to ``plt.subplots``."""
    columns = min(columns, max(1, len(names)))
    rows = -(-len(names) // columns) or 1
    inches = max(5.4, size[0] * columns), size[1] * rows + 0.5
    grid = plt.subplots(rows, columns, figsize=inches, squeeze=False, **kwargs)[1]
    for axis in grid.flat[len(names) :]:
        axis.set_visible(False)
    return dict(zip(names, grid.flat, strict=False))


def _draw_panel(
    axis: Axes, points: pd.DataFrame, x: str, y: str, series: str,
    looks: Mapping[str, Style], calls: pd.DataFrame | None,
) -> None:  # fmt: skip
    axis.set_xscale("log")
    for level in points["chance"].dropna().unique() if "chance" in points else []:
        axis.axhline(level, **CHANCE, label="chance")
    for name, curve in points.groupby(series, sort=False, observed=True):
        look, curve = looks[name], curve.sort_values(x)
        if {"low", "high"} <= set(curve.columns):
            axis.vlines(curve[x], curve["low"], curve["high"], color=look.color, lw=1.4)
        few = len(curve) <= _JOINED
        shape = {"ls": "-", "ms": 5.5} if few else {"ls": "", "ms": 3.2, "alpha": 0.6}
        shape |= {"marker": look.marker, "color": look.color}
        axis.plot(curve[x], curve[y], **shape)
        axis.plot([], [], **shape | {"ms": 5.5, "alpha": 1}, label=look.label)
    plain_ticks(axis.xaxis)
    if x in FALLING:
        axis.xaxis.set_inverted(True)
    axis.set_xlabel(LABELS.get(x, called(x)))
    if calls is not None:
        _mark(axis, calls[calls["verdict"] == "emergent"], series, looks)


def _mark(
    axis: Axes, calls: pd.DataFrame, series: str, looks: Mapping[str, Style]
) -> None:
    """Draw emergence points and intervals, one above the other, below the curves."""
    if calls.empty:
        return
    left, right = axis.get_xlim()
    bottom, top = axis.get_ylim()
    ticks = [tick for tick in axis.get_yticks() if bottom <= tick <= top]
    room = 0.03 + 0.07 * len(calls)
    axis.set_ylim(bottom - room / (1 - room) * (top - bottom), top)
    axis.set_yticks(ticks)  # there are no scores where the bars are
    place = axis.get_xaxis_transform()
    for row, call in enumerate(calls.to_dict("records")):
        color, height = looks[call[series]].color, 0.05 + 0.07 * row
        ends = np.clip([call["low"], call["high"]], *sorted((left, right)))
        axis.plot(ends, [height] * 2, color=color, lw=4, alpha=0.45, transform=place)
        tick = {"color": color, "ms": 8, "mew": 2, "transform": place}
        axis.plot([call["point"]], [height], "|", **tick)
    axis.plot([], [], color="0.35", lw=4, alpha=0.6, label="leaves chance here")
    axis.set_xlim(left, right)


def plain_ticks(line: Axis) -> None:
    """Give a log axis plain numbers, or powers of ten if they are large."""
    low, high = np.log10(sorted(line.get_view_interval()))
    line.set_minor_formatter(ticker.NullFormatter())
    ticks = []
    for tick in np.log10(_TICKS):
        seen = low <= tick <= high and (high - low <= 1.5 or not tick % 1)  # or decades
        if seen and tick - max(ticks, default=-9) > (high - low) / 6:
            ticks.append(tick)
    if low > -0.3 and high < 4.3:
        if len(ticks) < 2:  # less than a factor of two or three is in view
            ticks = np.log10(ticker.MaxNLocator(4).tick_values(10**low, 10**high))
        line.set_major_locator(ticker.FixedLocator(10 ** np.array(ticks)))
        line.set_major_formatter(lambda value, _: f"{value:,.5g}")
        line.set_minor_locator(ticker.NullLocator())
    elif np.floor(high) <= np.ceil(low):  # at most one power of ten is in view
        line.set_major_locator(ticker.LogLocator(subs=(1, 3)))
        words = ticker.LogFormatterSciNotation(minor_thresholds=(np.inf, np.inf))
        line.set_major_formatter(words)


def legend(figure: Figure, *, columns: int | None = None, **kwargs: object) -> None:
    """Put one legend for all panels above the figure, each label once."""
    seen = {}
    for axis in figure.axes:
        for handle, label in zip(*axis.get_legend_handles_labels(), strict=True):
            seen.setdefault(label, handle)
    last = [label for label in ("chance", "leaves chance here") if label in seen]
    labels = [label for label in seen if label not in last] + last
    columns = columns or min(len(labels), max(3, int(figure.get_figwidth() / 1.3)))
    place = {"loc": "outside upper center", "ncols": columns} | kwargs
    if labels:
        figure.legend([seen[label] for label in labels], labels, **place)


def interval_rows(
    table: pd.DataFrame,
    *,
    y: str,
    x: str = "point",
    series: str | None = None,
    looks: Mapping[str, Style] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one interval a row, with its point; rows that share a name stand together.

    Parameters
    ----------
    table : pandas.DataFrame
        In the order of the rows, from top to bottom. An end of an interval, ``low`` to
        ``high``, that is not finite is drawn to the edge.
    y, x : str
        Columns: the name of a row, and its point; a row without one stays empty.
    series : str, optional
        Column whose values share a row, one above the other, each with its look.
    looks : mapping of str to Style, optional
        By series; by default `styles`.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own, as high as it has rows.

    Returns
    -------
    matplotlib Axes
    """
    table = table.reset_index(drop=True)
    names = list(dict.fromkeys(table[y]))
    kinds = list(dict.fromkeys(table[series])) if series else [""]
    looks = looks or (styles(kinds) if series else {"": Style(_BLUE, "o", "")})
    alone = ax is None
    if alone:
        most = table.groupby(y).size().max()
        inches = 0.9 + (0.16 + 0.14 * min(most, 4)) * len(names)
        ax = plt.subplots(figsize=(6.4, inches))[1]
    ends = table[["low", "high"]].to_numpy(float)
    known = np.append(ends[np.isfinite(ends)], table[x].dropna().to_numpy(float))
    span = (known.min(), known.max()) if known.size else (0.0, 1.0)
    shown = table[table[x].notna()]
    rows = shown.groupby(y)
    within = rows.cumcount() - (rows[x].transform("size") - 1) / 2
    most = rows.size().max() if len(shown) else 1
    height = shown[y].map(names.index).astype(float) + 0.7 / most * within
    for kind in kinds:
        part = shown[shown[series] == kind] if series else shown
        look, at = looks[kind], height[part.index]
        left = part["low"].replace(-np.inf, span[0])
        right = part["high"].replace(np.inf, span[1])
        ax.hlines(at, left, right, color=look.color, lw=2.4, alpha=0.5)
        ax.plot(part[x], at, look.marker, color=look.color, ms=5.5, label=look.label)
    ax.set_yticks(range(len(names)), map(called, names))
    ax.set_ylim(len(names) - 0.5, -0.5)
    if alone and series:
        legend(ax.figure)
    return ax


_BLUE = sns.color_palette("colorblind")[0]


def _registry() -> dict[str, Style]:
    colors = sns.color_palette("colorblind")
    ordered = sns.color_palette("viridis_r", 4)[1:]
    taken = set(_PAPER_FAMILIES.values())
    every = [(k % 10, _MARKERS[(k + k // 10) % len(_MARKERS)]) for k in range(140)]
    free = (pair for pair in every if pair not in taken)
    pairs = _PAPER_FAMILIES | dict(zip(_OPEN_FAMILIES.split(), free, strict=False))
    families = {n: Style(colors[i], m, n) for n, (i, m) in pairs.items()}
    shots = {n: Style(ordered[i], m, called(n)) for n, (i, m) in _SHOTS.items()}
    without = {n: Style((0.45, 0.45, 0.45), "o", called(n)) for n in _BASELINES}
    with_it = {n: Style(colors[0], "s", called(n)) for n in _TECHNIQUES}
    metrics = {n: Style(colors[i], m, called(n)) for n, (i, m) in _METRICS.items()}
    return families | shots | without | with_it | metrics
