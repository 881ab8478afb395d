"""Charts for the pages that a reader can question: Vega-Lite written by altair.

Each is a function of the works cited (author and year by key) that returns a
specification; its docstring is the question and the caption that the page shows. Marks
of the role `RESULT` answer the question and are read out.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.colors import to_hex

from emergestudy import call_curves, choose, crossings, load, points
from emergestudy.curves import FALLING
from emergestudy.display import called, written
from emergestudy.drawing import styles
from emergestudy.errors import UsageError, unknown
from emergestudy.law.simulation import TRUTH, SimulatedStudy

RESULT = "result"
HEIGHT, WIDTH = 320, 600  # pixels; the page makes panels narrower where it has to
# Again whenever something changes: other labels, legends and lines take other room.
FIT = {"type": "fit-x", "contains": "padding", "resize": True}
GRAY, DARK, BLUE, ORANGE, BROWN = "#737373", "#555", "#0173b2", "#de8f05", "#b45309"
AT_SCALE = (
    "{datum.model}: {datum.score|.1f} percent at {datum.at} {along};"
    " {datum.how}, {datum.work}"
)
AT = "along == 'parameters' ? datum.size : datum.flops"
SIMULATED = {"color": BLUE, "opacity": 1}
SCALES = {"training FLOPs": "train_flops", "parameters": "params"}
ORIGINS = {
    "table": "printed in a table", "text": "printed in the text",
    "figure": "read off a figure", "repo": "taken from a public repository",
    "derived": "computed by this study", "run": "measured by this study",
    "simulated": "simulated",
}  # fmt: skip
# Title and format of each line of a tooltip; None: words.
TIPS = {
    "model": ("Model", None), "family": ("Family", None), "setting": ("Prompt", None),
    "score": ("Score (%)", ".1f"), "chance": ("Chance (%)", ".1f"),
    "flops": ("Training FLOPs", None), "size": ("Parameters", None),
    "perplexity": ("WikiText103 perplexity", ".2f"),
    "p": ("One step right, p", ".3f"), "exact": ("All k steps right", ".4f"),
    "examples": ("Finetuning examples", ""), "elbow": ("Elbow (nats)", ".3f"),
    "work": ("Source", None), "how": ("How obtained", None),
}  # fmt: skip
# Powers of ten of FLOPs as people write them, else 7B or 12.
_E = "round(log(datum.value) / LN10)"
_DIGIT = "substring('⁰¹²³⁴⁵⁶⁷⁸⁹', {0}, {0} + 1)"
LABEL = (
    f"datum.value >= 1e15 ? (abs(log(datum.value) / LN10 - {_E}) < 1e-6"
    f" ? '10' + {_DIGIT.format(f'floor({_E} / 10)')} + {_DIGIT.format(f'{_E} % 10')}"
    " : '') : datum.value >= 1e6 ? replace(format(datum.value, '~s'), 'G', 'B')"
    " : format(datum.value, '~g')"
)


def _polygon(corners: int, inner: float = 1.0, turn: float = -90.0) -> str:
    """Return an SVG path; with `inner` below 1, every second corner lies inside."""
    angles = np.radians(turn + 360 * np.arange(corners) / corners)
    ends = np.resize([1.0, inner], corners) * np.exp(1j * angles)
    return f"M{'L'.join(f'{end.real:.2f},{end.imag:.2f}' for end in ends)}Z"


# The markers of the printed figures in Vega's words.
SHAPES = {
    "o": "circle", "s": "square", "^": "triangle-up", "v": "triangle-down",
    "<": "triangle-left", ">": "triangle-right", "D": "diamond", "P": "cross",
    "d": "M0,-1.1L0.55,0L0,1.1L-0.55,0Z", "X": _polygon(8, 0.35, -45.0),
    "*": _polygon(10, 0.45), "p": _polygon(5), "h": _polygon(6),
    "8": _polygon(8, turn=22.5),
}  # fmt: skip


def _slider(name: str, label: str, value: float, ends: tuple) -> alt.Parameter:
    """Return a number that the reader drags; `ends` are lowest, highest and step."""
    bind = dict(zip(("min", "max", "step"), ends, strict=True), name=f"{label} ")
    return alt.param(name=name, value=value, bind=alt.binding_range(**bind))


def _choice(
    name: str, label: str, options: Sequence[str], bind: Callable = alt.binding_select
) -> alt.Parameter:
    """Return a list, or with `altair.binding_radio` buttons; the first is chosen."""
    bound = bind(options=list(options), name=f"{label} ")
    return alt.param(name=name, value=bound.options[0], bind=bound)


def _with_sources(rows: pd.DataFrame, works: Mapping[str, str]) -> pd.DataFrame:
    """Add ``work`` ("Wei et al. 2022, Fig. 2A") and ``how`` ("read off a figure")."""
    work = rows["source"].map(lambda key: works.get(key, key)) + ", " + rows["locator"]
    return _with_sizes(rows.assign(work=work, how=rows["origin"].map(ORIGINS)))


def _with_sizes(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``size`` and ``flops`` as people write them: 6.7B, 3.14 × 10²³."""
    flops = rows["train_flops"].map(_power) if "train_flops" in rows else "unknown"
    return rows.assign(size=rows["params"].map(_size), flops=flops)


def _power(flops: float) -> str:
    return written(f"{flops:.3g}") if np.isfinite(flops) else "unknown"


def _size(params: float) -> str:
    for letter, unit in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("", 1)):
        if params >= unit:
            return f"{params / unit:.3g}{letter}"
    return "unknown"


def _family_looks(
    names: Sequence[str], rows: pd.DataFrame | None = None
) -> dict[str, alt.Color | alt.Shape]:
    """Return ``color`` and ``shape`` of the field ``family``, as in all figures.

    With `rows` the legend names only the families that have some on the task shown.
    """
    looks = {n: (to_hex(s.color), SHAPES[s.marker]) for n, s in styles(names).items()}
    legend = {}
    if rows is not None:
        here = {
            title: [name for name in names if name in {*part["family"]}]
            for title, part in rows.groupby("title")
        }
        legend["legend"] = alt.Legend(values=alt.ExprRef(f"({json.dumps(here)})[task]"))
    return _looks("family", "Family", looks, **legend)


def _looks(
    field: str, title: str | None, looks: Mapping[str, Sequence[str]], **legend: Any
) -> dict:
    colors, shapes = (list(values) for values in zip(*looks.values(), strict=True))
    color, shape = (alt.Scale(domain=list(looks), range=r) for r in (colors, shapes))
    return {
        "color": alt.Color(f"{field}:N", title=title, scale=color, **legend),
        "shape": alt.Shape(f"{field}:N", title=title, scale=shape, **legend),
    }


def _log_x(field: str, title: str | None, *, falls: bool = False) -> alt.X:
    """Return a log axis; if less is better (`falls`), it runs from right to left."""
    axis = alt.Axis(
        title=title, labelExpr=LABEL, tickCount=6, labelOverlap="greedy",
        labelSeparation=8, grid=False,
    )  # fmt: skip
    scale = alt.Scale(type="log", nice=False, padding=12, reverse=falls)
    return alt.X(field, scale=scale, axis=axis)


def _score_y() -> alt.Y:
    return alt.Y("score:Q", title="Score (%)", scale=alt.Scale(zero=True))


def _say(text: str) -> str:
    """Return the expression of words with values: "{datum.score|.1f} percent"."""
    parts = []
    for words, value in re.findall(r"([^{}]+)|\{([^{}]+)\}", text):
        value, _, form = value.partition("|")
        value = f"format({value}, '{form}')" if form else value
        parts.append(f"'{words}'" if words else value)
    return " + ".join(parts)


def _dots(
    base: alt.Chart, size: int, tips: str, mark: Mapping | None = None, **channels: Any
) -> alt.Chart:
    """Return points that say what they are, when pointed at and when read out."""
    lines = []
    for field in tips.split():
        title, form = TIPS[field]
        kind = f"{field}:{'N' if form is None else 'Q'}"
        lines.append(alt.Tooltip(kind, title=title, format=form or alt.Undefined))
    mark = {"opacity": 1} if mark is None else mark
    dots = base.mark_point(filled=True, size=size, **mark)
    return dots.encode(description="said:N", tooltip=lines, **channels)


def _words(
    base: alt.Chart, text: str, place: tuple[int, int] = (6, 8), **mark: Any
) -> alt.Chart:
    """Return an answer written into the upper left corner, at some pixels."""
    x, y = (alt.value(pixels) for pixels in place)
    mark = {"align": "left", "fontSize": 12, "ariaRoleDescription": RESULT} | mark
    return base.mark_text(**mark).encode(x=x, y=y, text=text, description="answer:N")


def _finished(
    chart: alt.TopLevelMixin, title: str, description: str, *params: alt.Parameter
) -> dict:
    """Return the specification of a chart, whose title is an expression."""
    title = alt.TitleParams(text=alt.ExprRef(title), frame="group")
    chart = chart.properties(title=title, description=description, background="white")
    if isinstance(chart, alt.LayerChart):  # the page sets the width that it has
        chart = chart.properties(width=WIDTH, autosize=FIT)
    axis = {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#e6e6e6"}
    chart = chart.add_params(*params).configure(font="sans-serif", padding=8)
    chart = chart.configure_axis(**axis).configure_view(stroke=None)
    chart = chart.configure_legend(orient="bottom", columns=3, labelFontSize=12)
    chart = chart.configure_title(anchor="start", fontSize=13, fontWeight="normal")
    return chart.to_dict()


FEW_SHOT_FAMILIES = ("GPT-3", "LaMDA", "PaLM", "Gopher", "Chinchilla")
FIRST = "MMLU"  # the task that a reader sees first: three families, all known


def _task_first(rows: pd.DataFrame) -> list[str]:
    return sorted(rows["title"].unique(), key=lambda title: title != FIRST)


def _absent(rows: pd.DataFrame) -> tuple[alt.Chart, str]:
    """Return which families have no scores on the task shown, and the chart's title.

    The title is an expression: the task, and a line on those families, which breaks
    where the chart is too narrow for it.
    """
    told = {}
    for title, part in rows.groupby("title"):
        left = [name for name in FEW_SHOT_FAMILIES if name not in {*part["family"]}]
        told[title] = ["no scores here: ", ", ".join(left)] if left else []
    values = [{"title": t, "answer": "".join(told[t])} for t in told if told[t]]
    chart = alt.Chart(alt.Data(values=values)).transform_filter("datum.title == task")
    here, task = f"({json.dumps(told)})[task]", "task + ', few-shot'"
    line, lines = f"join({here}, '')", f"{here}[0], {here}[1]"
    title = f"6.8 * length({line}) > width ? [{task}, {lines}] : [{task}, {line}]"
    return _unseen(chart), title


def _unseen(base: alt.Chart) -> alt.Chart:
    """Return an answer that is read out, and written below the chart alone."""
    base = base.mark_text(opacity=0, fontSize=1, ariaRoleDescription=RESULT)
    return base.encode(y=alt.value(0), text="answer:N", description="answer:N")


def _leaves_chance(works: Mapping[str, str]) -> dict:
    """Where does an ability appear?

    Each point is one model; the dashed line is chance. A bar along the bottom spans
    the 90 % interval of the scale at which a family leaves chance, the tick in it is
    the likeliest place. A family without a bar does not leave chance in view. Points as
    in Figure 2 of Wei et al. (2022).
    """
    rows, base = few_shot_points(works), alt.Chart()
    look, x, y = _family_looks(FEW_SHOT_FAMILIES, rows), _log_x("x:Q", None), _score_y()
    level = base.mark_rule(strokeDash=[5, 4], color=DARK).encode(y="chance:Q")
    line = base.mark_line(strokeWidth=1.5).encode(x=x, y=y, color=look["color"])
    dots = _dots(base, 70, "model score chance flops size work how", x=x, y=y, **look)
    calls = alt.Chart(leaves_chance_calls(rows))
    calls = calls.transform_filter("datum.title == task && datum.along == along")
    bars = []
    for place, family in enumerate(FEW_SHOT_FAMILIES):
        own = calls.transform_filter(f"datum.family == '{family}'")
        there = own.transform_filter("isValid(datum.point)")
        height = alt.value(alt.ExprRef(f"height - {8 + 9 * place}"))
        bar = there.mark_rule(
            strokeWidth=6, opacity=0.45, ariaRoleDescription="interval"
        )
        bar = bar.encode(x=alt.X("left:Q"), x2="right:Q", y=height, color=look["color"])
        bar = bar.encode(description="answer:N", tooltip="answer:N")
        tick = there.mark_tick(thickness=3, size=13).encode(x="point:Q", y=height)
        bars += [bar, tick.encode(color=look["color"]), _unseen(own)]
    absent, title = _absent(rows)
    chart = alt.layer(level, line, dots, *bars, absent, data=rows, height=HEIGHT)
    chart = chart.transform_filter("datum.title == task").transform_calculate(
        x="along == 'parameters' ? datum.params : datum.train_flops",
        at=AT,
        said=_say(AT_SCALE),
    )
    return _finished(
        chart,
        title,
        "Scores of model families on one task against scale on a log axis. Bars along"
        " the bottom mark where each family leaves chance.",
        _choice("task", "Task", _task_first(rows)),
        _choice("along", "Scale", SCALES, alt.binding_radio),
    )


def leaves_chance_calls(rows: pd.DataFrame) -> pd.DataFrame:
    """Return where each curve leaves chance, along both scales, with a sentence.

    ``left`` and ``right`` are the ends of the interval, or of the curve if nearer.
    """
    ends = {"min": "first", "max": "last"}
    found = []
    for along, column in SCALES.items():
        curves = rows.assign(scale=rows[column])
        calls = call_curves(curves, ["title", "family"])
        seen = curves.groupby(["title", "family"])["scale"].agg([*ends])
        calls = calls.join(seen.rename(columns=ends), on=["title", "family"])
        write = _size if along == "parameters" else _power
        models = curves.sort_values("scale")
        groups = dict(list(models.groupby(["title", "family"])))
        calls["answer"] = [
            _leaves(call, along, write, groups[call["title"], call["family"]])
            for call in calls.to_dict("records")
        ]
        calls["left"] = calls[["low", "first"]].max(axis=1)
        calls["right"] = calls[["high", "last"]].min(axis=1)
        found.append(calls.assign(along=along))
    calls = pd.concat(found, ignore_index=True)
    calls["point"] = calls["point"].where(calls["verdict"] == "emergent")
    return calls[
        ["title", "family", "along", "verdict", "point", "left", "right", "answer"]
    ]


def _leaves(
    call: Mapping, along: str, write: Callable[[float], str], models: pd.DataFrame
) -> str:
    if call["verdict"] != "emergent":
        return (
            f"{call['family']}: {called(call['verdict'])}, no emergence point in view"
        )
    low = write(call["low"]) if call["low"] > call["first"] else "below the smallest"
    high = write(call["high"]) if call["high"] < call["last"] else "beyond the largest"
    below = models["scale"] < call["point"]
    return (
        f"{call['family']} leaves chance at {write(call['point'])} {along}, between"
        f" {models['model'][below].iloc[-1]} and {models['model'][~below].iloc[0]}"
        f" (90 % interval {low} to {high})"
    )


def _few_shot(works: Mapping[str, str]) -> dict:
    """Where does each family leave chance?

    Choose a task, a scale and families; drag the threshold. A vertical line marks the
    model from which on a family is more than so many points above chance, and, where
    its 90 % interval is known, with all of that above chance, too. Points as in Figure
    2 of Wei et al. (2022), without panel F, whose models are of two families.
    """
    rows, base, by = few_shot_points(works), alt.Chart(), {"groupby": ["family"]}
    look, x, y = _family_looks(FEW_SHOT_FAMILIES, rows), _log_x("x:Q", None), _score_y()
    color, tips = look["color"], "model score chance flops size work how"
    level = base.mark_rule(strokeDash=[5, 4], color=DARK).encode(y="chance:Q")
    drag = base.mark_rule(color=BROWN, strokeWidth=1.5).encode(y="threshold:Q")
    line = base.mark_line(strokeWidth=1.5).encode(x=x, y=y, color=color)
    dots = _dots(base, 70, tips, x=x, y=y, **look)
    seen = base.transform_joinaggregate(last="max(below)", largest="max(x)", **by)
    first = seen.transform_filter("datum.x > datum.last")
    told = (
        "{datum.family} is above the threshold from {datum.first.model} on,"
        " {datum.first.at} {along}"
    )
    first = first.transform_aggregate(first="argmin(x)", **by)
    first = first.transform_calculate(x="datum.first.x", answer=_say(told))
    rules = first.mark_rule(strokeWidth=3, ariaRoleDescription=RESULT)
    rules = rules.encode(x=x, color=color, description="answer:N", tooltip="answer:N")
    never = seen.transform_filter("datum.last >= datum.largest")
    never = never.transform_aggregate(top="max(x)", **by)
    told = _say("{datum.family} stays below the threshold")
    never = never.transform_calculate(answer=told)
    notes, boxes, ticked = [], [], []
    for i, family in enumerate(FEW_SHOT_FAMILIES):
        notes.append(_unseen(never.transform_filter(f"datum.family == '{family}'")))
        bind = alt.binding_checkbox(name=f"{family} ")
        boxes.append(alt.param(name=f"show_{i}", value=True, bind=bind))
        ticked.append(f"(show_{i} && datum.family == '{family}')")
    shown = " || ".join(f"show_{i}" for i in range(len(boxes)))
    none = alt.Chart(alt.Data(values=[{"answer": "No family is ticked"}]))
    notes.append(_words(none.transform_filter(f"!({shown})"), "answer:N"))
    absent, title = _absent(rows)
    layers = (level, drag, line, dots, rules, *notes, absent)
    chart = alt.layer(*layers, data=rows, height=HEIGHT)
    chart = chart.transform_filter(f"datum.title == task && ({' || '.join(ticked)})")
    chart = chart.transform_calculate(
        x="along == 'parameters' ? datum.params : datum.train_flops",
        at=AT,
        threshold="datum.chance + margin",
        above="datum.score > datum.chance + margin"
        " && (!isValid(datum.low) || datum.low > datum.chance)",
        below="datum.above ? 0 : datum.x",
        said=_say(AT_SCALE),
    )
    return _finished(
        chart,
        title,
        "Scores of model families on one task against scale. A vertical line marks the"
        " model from which on a family is above chance by the chosen number of points.",
        _choice("task", "Task", _task_first(rows)),
        _slider("margin", "Points above chance that count", 2.0, (0, 40, 0.5)),
        _choice("along", "Scale", SCALES, alt.binding_radio),
        *boxes,
    )


def few_shot_points(works: Mapping[str, str]) -> pd.DataFrame:
    """Return the points of Fig. 2 with their sources; panel F mixes two families."""
    rows = points("wei2022_scores")
    rows["panel"] = rows["locator"].str.extract(r"^Fig\. 2([A-H])$", expand=False)
    rows = rows[rows["panel"].notna() & (rows["panel"] != "F")]
    rows = choose(rows, family=FEW_SHOT_FAMILIES)
    rows = rows.sort_values(["panel", "family", "scale"])
    titles = load("wei2022_panels").set_index("panel")["title"]
    rows = _with_sources(rows.assign(title=rows["panel"].map(titles)), works)
    columns = ["family", "model", "train_flops", "params", "score", "low", "chance"]
    columns += ["n_eval", "metric", "unit", "size", "flops", "title", "work", "how"]
    return rows[columns]


BENCHMARKS = (
    "gsm8k", "svamp", "asdiv", "aqua", "mawps", "commonsenseqa", "strategyqa",
    "date_understanding", "sports_understanding", "saycan",
    "last_letter_concatenation_2_in_domain", "coin_flip_2_in_domain",
)  # fmt: skip
SETTINGS = {
    "standard_prompting": "standard prompting",
    "chain_of_thought": "chain of thought",
}
VERDICTS = {
    "helps_from": "helps from",
    "hurts_then_helps": "hurts first, helps from",
    "helps_throughout": "helps at every size",
    "hurts": "hurts, and no size is helped",
    "gain_shrinks": "helps less with size",
    "irregular": "helps at some sizes and not at larger ones",
    "no_effect": "has no effect seen",
    "undetermined": "may help or not: these points cannot tell",
}


def _chain_of_thought(works: Mapping[str, str]) -> dict:
    """From which size on does chain of thought help?

    Choose a benchmark and a family. The vertical line is the size from which the
    mean gain stays 5 points or more, the band its 90 % interval. It comes from the gain
    at all sizes at once, so it need not stand where the lines between points cross.
    Scores as printed in Tables 2 to 5 of the paper on chain of thought.
    """
    rows = chain_of_thought_points()
    chosen = "datum.title == task && datum.family == family"
    x, y = _log_x("params:Q", "Parameters, log scale"), _score_y()
    looks = zip(SETTINGS.values(), ((GRAY, "circle"), (BLUE, "square")), strict=True)
    look = _looks("setting", None, dict(looks))
    shown = _with_sources(rows.assign(setting=rows["setting"].map(SETTINGS)), works)
    columns = ["task", "title", "family", "model", "params", "setting", "score"]
    columns += ["size", "work", "how"]
    base = alt.Chart(shown[columns]).transform_filter(chosen)
    said = (
        "{datum.model}, {datum.setting}: {datum.score|.1f} percent; {datum.how},"
        " {datum.work}"
    )
    base = base.transform_calculate(said=_say(said))
    line = base.mark_line(strokeWidth=1.5).encode(x=x, y=y, color=look["color"])
    dots = _dots(base, 75, "model setting score size work how", x=x, y=y, **look)
    calls = alt.Chart(_told(chain_of_thought_calls(rows), rows))
    calls = calls.transform_filter(chosen)
    cross = calls.transform_filter("isValid(datum.point)")
    band = cross.mark_rect(color=ORANGE, opacity=0.18)
    band = band.encode(x=alt.X("left:Q"), x2="right:Q")
    rule = cross.mark_rule(color=BROWN, strokeWidth=3, ariaRoleDescription=RESULT)
    rule = rule.encode(x="point:Q", description="answer:N", tooltip="answer:N")
    none = _unseen(calls.transform_filter("!isValid(datum.point)"))
    return _finished(
        alt.layer(band, rule, none, line, dots, height=HEIGHT),
        _say("{family} on {task}"),
        "Scores with standard prompting and with chain of thought against model size,"
        " and a vertical line from which the mean gain stays 5 points or more.",
        _choice("task", "Benchmark", rows["title"].unique()),
        _choice("family", "Family", ["PaLM", "LaMDA", "InstructGPT"]),
    )


def chain_of_thought_points() -> pd.DataFrame:
    """Return the printed scores of Tables 2 to 5 in both settings."""
    rows = points("chain_of_thought_scores", x="params").dropna(subset="params")
    rows = rows[rows["locator"].str.fullmatch("Table [2-5]")]
    families = ("InstructGPT", "LaMDA", "PaLM")
    rows = choose(rows, setting=SETTINGS, task=BENCHMARKS, family=families)
    rows = choose(rows.sort_values(["family", "params"]), task=BENCHMARKS)
    titles = load("tasks").set_index("task")["title"]
    return rows.assign(title=rows["task"].map(titles))


def chain_of_thought_calls(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the estimator says of each benchmark and family, in words, too."""
    keys = ["task", "title", "family"]
    names = {"standard_prompting": "baseline", "chain_of_thought": "technique"}
    pairs = rows.groupby([*keys, "scale", "setting"])[["score"]].first()["score"]
    pairs = pairs.unstack().rename(columns=names)
    pairs["n_eval"] = rows.groupby([*keys, "scale"])["n_eval"].first()
    calls = crossings(pairs.reset_index(), keys)
    calls["words"] = calls["verdict"].map(VERDICTS).fillna(calls["verdict"])
    return calls[[*keys, "verdict", "point", "low", "high", "words"]]


def _told(calls: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the sentence of each call, ends that are drawn, and pairs without scores."""
    sizes = rows.groupby(["title", "family"])["params"].agg(["min", "max"])
    told = []
    for call in calls.join(sizes, on=["title", "family"]).to_dict("records"):
        text = f"{call['family']} on {call['title']}: chain of thought {call['words']}"
        if np.isfinite(call["point"]):
            low, high = call["low"], call["high"]
            ends = [_size(low) if low > call["min"] else "below the smallest model"]
            ends.append(
                _size(high) if high < call["max"] else "beyond the largest model"
            )
            text += f" {_size(call['point'])} parameters (90 % interval {ends[0]} to"
            text += f" {ends[1]})"
        left, right = max(call["low"], call["min"]), min(call["high"], call["max"])
        told.append(call | {"left": left, "right": right, "answer": text})
    told = pd.DataFrame(told)
    every = pd.MultiIndex.from_product(
        [rows["title"].unique(), rows["family"].unique()], names=["title", "family"]
    )
    had = pd.MultiIndex.from_frame(told[["title", "family"]])
    lack = every.difference(had).to_frame(index=False)
    lack["answer"] = (
        "no scores of " + lack["family"] + " on " + lack["title"] + " in both"
    )
    lack["answer"] += " settings at one size"
    columns = ["title", "family", "point", "left", "right", "answer"]
    return pd.concat([told, lack])[columns]


LENS_AXES = SCALES | {"WikiText103 perplexity": "perplexity"}
LENS_FAMILIES = ("Gopher", "Chinchilla")
# Two titles of Fig. 10 are wrong, so the rows behind them carry the title in place of
# the category.
LENS_TASKS = {
    "mmlu": "MMLU",
    "mmlu_humanities": "Humanities",
    "mmlu_stem": "STEM",
    "mmlu_fig10_panel_titled_other": "Other",
    "mmlu_fig10_panel_titled_social_science": "Social Science",
}


def _perplexity_lens(works: Mapping[str, str]) -> dict:
    """Which axis brings the two families together?

    Mark models by dragging over any panel, or choose one by name: the same models stay
    strong in all panels. Perplexity runs backward, so that better models stand right.
    """
    rows = perplexity_lens_points(works)
    errors = {field: f"error_{field}" for field in LENS_AXES.values()}
    one = alt.Chart().transform_aggregate(**{e: f"mean({e})" for e in errors.values()})
    told = (f"{{datum.{errors[f]}|.1f}} points given {n}" for n, f in LENS_AXES.items())
    told = "One family foretells the other, root mean square, to " + ", ".join(told)
    one = one.transform_calculate(answer=_say(told))
    panels = []
    for name, field in LENS_AXES.items():
        error = one.transform_calculate(
            short=_say(f"error {{datum.{errors[field]}|.1f}}")
        )
        words = _words(error, "short:N")
        if panels:  # the answer is read out once
            words = words.properties().encode(description=alt.Undefined)
            words.mark.ariaRoleDescription = alt.Undefined
        panels.append(alt.layer(*_lens(field, name), words, width=WIDTH, height=220))
    chart = alt.concat(*panels, columns=len(panels), data=rows).transform_calculate(
        said=_say(
            "{datum.model}: {datum.score|.1f} percent, perplexity"
            " {datum.perplexity|.2f}; {datum.how}; {datum.work}"
        ),
    )
    spec = _finished(
        chart.transform_filter("datum.title == task"),
        _say("{task} on three log axes"),
        "Scores of Gopher and Chinchilla models against training compute, size and"
        " perplexity, one panel each.",
        _choice("task", "Task", rows["title"].unique()),
        _choice("pick", "Mark a model", ["all", *rows["model"].unique()]),
    )
    # One selection over all panels; altair would declare it once for each.
    views = [each.get("name") for row in spec["concat"] for each in row["layer"]]
    select = {"type": "interval", "encodings": ["x"]}
    brush = {"name": "brush", "select": select, "views": list(filter(None, views))}
    spec["params"].append(brush)
    return spec


def _lens(field: str, title: str) -> list[alt.Chart]:
    """Return lines and points of one panel; unmarked models are faint."""
    x = _log_x(f"{field}:Q", title, falls=field in FALLING)
    y, base = _score_y(), alt.Chart()
    look = _family_looks(LENS_FAMILIES)
    line = base.mark_line(strokeWidth=1.2, opacity=0.6)
    faint = base.mark_point(filled=True, size=70, opacity=0.15)
    marked = base.properties(name=f"dots_{field}")
    marked = marked.transform_filter("pick == 'all' || datum.model == pick")
    brushed = alt.when(alt.Parameter("brush")).then(alt.value(1.0))
    strong = brushed.otherwise(alt.value(0.15))
    tips = "model score flops size perplexity work how"
    marked = _dots(marked, 70, tips, {})
    return [
        line.encode(x=x, y=y, color=look["color"]),
        faint.encode(x=x, y=y, **look),
        marked.encode(x=x, y=y, opacity=strong, **look),
    ]


def perplexity_lens_points(works: Mapping[str, str]) -> pd.DataFrame:
    """Return the eight models on each task, with the error of each axis.

    The curve of a family is the broken line through its points in the log of the axis,
    flat beyond its ends; ``error_AXIS`` is the root mean square difference, in points,
    between the models of each family and the curve of the other.
    """
    rows = points("wei2022_scores")
    perplexity = rows[rows["task"] == "wikitext103"].set_index("model")["score"]
    rows = choose(rows, task=LENS_TASKS, family=LENS_FAMILIES)
    place = rows["task"].map({"mmlu": "Fig. 2G"}).fillna("Fig. 10")
    rows = rows[rows["locator"] == place].assign(
        title=rows["task"].map(LENS_TASKS),
        perplexity=rows["model"].map(perplexity),
        work=works.get("wei2022emergent", "wei2022emergent")
        + (", " + place + ", Fig. 4 and Table 2"),
        how="score and perplexity read off figures, compute and size printed",
    )
    axes = LENS_AXES.values()
    for axis in axes:
        for _, task in rows.groupby("task"):
            rows.loc[task.index, f"error_{axis}"] = _error_of_prediction(task, axis)
    rows = rows.sort_values(["family", "params"], ascending=[False, True])
    columns = ["family", "model", *axes, "score", "title", "work", "how"]
    rows, columns = _with_sizes(rows), [*columns, "size", "flops"]
    return choose(rows, task=LENS_TASKS)[[*columns, *(f"error_{a}" for a in axes)]]


def _error_of_prediction(rows: pd.DataFrame, axis: str) -> float:
    errors = []
    for family, target in rows.groupby("family"):
        curve = rows[rows["family"] != family].sort_values(axis)
        at, x = np.log(target[axis]), np.log(curve[axis])
        errors.append(np.interp(at, x, curve["score"]) - target["score"])
    return float(np.sqrt(np.square(np.concatenate(errors)).mean()))


def _metric_choice(works: Mapping[str, str]) -> dict:
    """How many steps make a jump?

    Drag k. Nothing in the models changes, only how many steps have to be right.
    """
    base, share = alt.Chart(), alt.Scale(domain=[0, 1])
    x = _log_x("scale:Q", "Scale of the simulated model, log scale")
    p, y = (alt.Y(f"{f}:Q", title="Share right", scale=share) for f in ("p", "exact"))
    step = base.mark_line(color=GRAY, strokeDash=[6, 3]).encode(x=x, y=p)
    line = base.mark_line(color=BLUE, strokeWidth=2).encode(x=x, y=y)
    models = base.transform_filter("datum.model")
    dots = _dots(models, 70, "p exact how", SIMULATED, x=x, y=y)
    ends = base.transform_aggregate(low="min(p)", high="max(p)", middle="median(p)")
    ends = ends.transform_calculate(
        answer=_say(
            "With {k}{(k == 1 ? ' step' : ' steps')} an answer is right in"
            " {100 * pow(datum.low, k)|.2~f} percent for the smallest model,"
            " {100 * pow(datum.middle, k)|.2~f} for the middle one,"
            " {100 * pow(datum.high, k)|.2~f} for the largest"
        )
    ).transform_calculate(short=_say("p^{k}"))
    power = _words(ends, "short:N", (8, 12), fontSize=13, fontWeight="bold")
    layers = (step, line, dots, power)
    chart = alt.layer(*layers, data=simulated_steps(), height=HEIGHT)
    chart = chart.transform_calculate(
        exact="pow(datum.p, k)",
        said=_say("p = {datum.p|.3f}, p to the {k} = {pow(datum.p, k)|.4f}, simulated"),
    )
    return _finished(
        chart,
        _say("All {k} steps right; dashed: one step"),
        "A smooth dashed line, the share of right steps, and a curve below it, the"
        " share of answers of k steps that are right throughout, against the scale of"
        " the model.",
        _slider("k", "Steps of an answer, k", 10, (1, 100, 1)),
    )


def simulated_steps() -> pd.DataFrame:
    """Return the share of right steps, ``p``, a line in log scale from .5 to .98."""
    scales = np.geomspace(1e20, 1e24, 81)  # every tenth is a model
    rows = {"scale": scales, "p": 0.5 + 0.48 * ((np.log10(scales) - 20) / 4)}
    return pd.DataFrame(rows).assign(model=np.arange(81) % 10 == 0, how="simulated")


def _emergence_law(works: Mapping[str, str]) -> dict:
    """How far does the forecast move?

    Six simulated elbows, and the law through them. Drag its exponent, its strength, D₀
    and the noise; C follows by least squares, and so does k while its box is ticked.
    Try other exponents with it ticked: the curve hardly leaves the points, and the
    forecast moves. The diamond is the forecast of the few-shot elbow, the dashed line
    the truth.
    """
    title = "Examples of finetuning data, log scale"
    log = alt.Scale(type="log", domain=[1, 10_000])
    x = alt.X("examples:Q", scale=log, title=title, axis=alt.Axis(grid=False))
    y = alt.Y("elbow:Q", title="Elbow (nats)", scale=alt.Scale(domain=[1.3, 2.5]))
    truth = alt.Chart(alt.Data(values=[{"elbow": TRUTH}]))
    truth = truth.mark_rule(color=DARK, strokeDash=[5, 4]).encode(y=y)
    fitted = _fitted(alt.Chart(alt.Data(values=simulated_elbows().to_dict("records"))))
    curve = fitted.transform_aggregate(C="mean(C)", used="mean(used)")
    curve = curve.transform_calculate(place="sequence(161)").transform_flatten(
        ["place"]
    )
    curve = curve.transform_calculate(examples="pow(10, 4 * datum.place / 160)")
    law = "datum.C + datum.used * pow(log(datum.examples), alpha)"
    curve = curve.transform_calculate(elbow=law).mark_line(color=BLUE, clip=True)
    one = fitted.transform_aggregate(
        elbow="mean(forecast)", miss="mean(miss)", best="mean(best)", used="mean(used)"
    ).transform_calculate(
        examples="d0",
        answer=_say(
            "Forecast of the few-shot elbow: {datum.elbow|.3f} nats,"
            f" {{datum.elbow - {TRUTH}|+.3f}} from the truth of {TRUTH}; the curve"
            " misses the elbows seen by {datum.miss|.3f}; k is {datum.used|.4f}, and"
            " with this exponent k = {datum.best|.4f} fits best"
            "{(datum.elbow < 0 ? '; no loss is below zero, so this setting foretells"
            " nothing' : '')}"
        ),
    )
    diamond = one.mark_point(
        filled=True, size=160, shape="diamond", color=ORANGE, opacity=1,
        ariaRoleDescription=RESULT, clip=True,
    ).encode(x=x, y=y, description="answer:N", tooltip="answer:N")  # fmt: skip
    dots = _dots(fitted, 80, "examples elbow how", SIMULATED, x=x, y=y)
    return _finished(
        alt.layer(truth, curve.encode(x=x, y=y), dots, diamond, height=HEIGHT),
        _say("E(D) = C + k (ln D)^α with α = {alpha|.2f}"),
        "Six simulated elbows after finetuning, a curve of the law through them, and"
        " the forecast of the few-shot elbow, with the true one as a dashed line.",
        _slider("alpha", "Exponent α", 1.0, (0.4, 2, 0.05)),
        # Near the truth, where alpha is 1.
        _slider("k", "Strength k (nats)", 0.06, (0.001, 0.5, 0.0005)),
        alt.param(
            name="fit", value=False, bind=alt.binding_checkbox(name="Fit k instead ")
        ),
        _slider("d0", "Examples that stand for prompting, D₀", 5, (1, 100, 1)),
        _slider("noise", "Noise of an elbow (nats)", 0.0, (0, 0.1, 0.005)),
    )


def simulated_elbows() -> pd.DataFrame:
    """Return ``examples`` and ``true`` elbows (nats) of a simulated study, and ``z``.

    With `noise` nats the elbow seen is ``true + noise * z``; z is standard normal.
    """
    study = SimulatedStudy()
    amounts = np.geomspace(study.least, study.most, study.amounts).round()
    z = np.random.default_rng(3).standard_normal(study.amounts)
    rows = {"examples": amounts, "true": study.elbow(amounts), "z": z}
    return pd.DataFrame(rows).assign(how="simulated")


def _fitted(chart: alt.Chart) -> alt.Chart:
    """Add C by least squares, the forecast and the distance from the elbows seen."""
    chart = chart.transform_calculate(
        elbow="datum.true + noise * datum.z",
        said=_say(
            "elbow after {datum.examples} examples: {datum.true + noise * datum.z|.3f}"
            " nats, simulated"
        ),
        g="pow(log(datum.examples), alpha)",
    )
    chart = chart.transform_calculate(
        product="datum.g * datum.elbow", square="datum.g * datum.g"
    )
    chart = chart.transform_joinaggregate(
        mean_g="mean(g)", mean_e="mean(elbow)", mean_p="mean(product)",
        mean_s="mean(square)",
    )  # fmt: skip
    chart = chart.transform_calculate(
        best="(datum.mean_p - datum.mean_g * datum.mean_e)"
        " / (datum.mean_s - datum.mean_g * datum.mean_g)"
    )
    chart = chart.transform_calculate(used="fit ? datum.best : k")
    chart = chart.transform_calculate(rest="datum.elbow - datum.used * datum.g")
    chart = chart.transform_joinaggregate(C="mean(rest)", variance="variancep(rest)")
    return chart.transform_calculate(
        miss="sqrt(max(datum.variance, 0))",
        forecast="datum.C + datum.used * pow(log(d0), alpha)",
    )


OPEN_TASKS = (
    "arithmetic_3da", "arithmetic_2dm", "ipa_transliterate", "word_unscrambling",
    "parsinlu_qa", "mmlu", "gsm8k", "truthfulqa",
)  # fmt: skip
# Qwen's first generation and one of the second answer IPA in another format; exact
# match then measures the format. Seen in the data, so dropped after the fact.
IPA_OUTLIERS = ("Qwen/Qwen-7B", "Qwen/Qwen-14B", "Qwen/Qwen-72B", "Qwen/Qwen1.5-72B")
ANY = "all families"


def _open_models(works: Mapping[str, str]) -> dict:
    """Which model is that?

    Choose a task, a scale and a family. Each point names its model, its numbers and its
    source.
    """
    rows = open_models_points(works)
    families = list(rows["family"].unique())
    base, x, y = alt.Chart(), _log_x("x:Q", None), _score_y()
    look = {name: c.legend(None) for name, c in _family_looks(families).items()}
    level = base.mark_rule(strokeDash=[5, 4], color=DARK).encode(y="mean(chance):Q")
    joined = alt.when("datum.family == family").then(alt.value(1))
    joined = {"color": look["color"], "opacity": joined.otherwise(alt.value(0))}
    line = base.mark_line(strokeWidth=1.5).encode(x=x, y=y, **joined)
    chosen = f"family == '{ANY}' || datum.family == family"
    strong = alt.when(chosen).then(alt.value(0.9)).otherwise(alt.value(0.12))
    tips = "model family score chance flops size work how"
    dots = _dots(base, 55, tips, {}, x=x, y=y, opacity=strong, **look)
    shown = base.transform_calculate(chosen=f"{chosen} ? 1 : 0")
    shown = shown.transform_calculate(rank="datum.chosen ? datum.score : -1")
    shown = shown.transform_aggregate(
        models="sum(chosen)", best="argmax(rank)", groupby=["title"]
    ).transform_calculate(
        answer=f"datum.models == 0 ? {_say('No model of {family} was scored here')} : "
        + _say(
            "{datum.models}{(datum.models == 1 ? ' model' : ' models')}; highest"
            " {datum.best.model}, {datum.best.score|.1f} percent"
        ),
        short=_say("{datum.models} models"),
    )
    layers = (level, line, dots, _words(shown, "short:N"))
    chart = alt.layer(*layers, data=rows, height=HEIGHT + 40)
    chart = chart.transform_filter("datum.title == task && isValid(datum[field])")
    chart = chart.transform_calculate(
        x="datum[field]",
        at=AT,
        said=_say(AT_SCALE),
    )
    field = "along == 'parameters' ? 'params' : 'train_flops'"
    return _finished(
        chart,
        "task",
        "Scores of open models on one task against scale. One family can be made to"
        " stand out; the dashed line is chance.",
        _choice("task", "Task", rows["title"].unique()),
        _choice("family", "Family", [ANY, *sorted(families)]),
        _choice("along", "Scale", SCALES, alt.binding_radio),
        alt.param(name="field", expr=field),
    )


def open_models_points(works: Mapping[str, str]) -> pd.DataFrame:
    """Return open models on eight tasks at both scales, with sources.

    A mixture of experts has no one size: no ``params``.
    """
    rows = points(pd.concat([load("open_emergent_scores"), load("open_base_scores")]))
    out = (rows["task"] == "ipa_transliterate") & rows["model"].isin(IPA_OUTLIERS)
    rows = rows[~out & (rows["metric"] != "bleu")]
    experts = rows["note"].str.contains("mixture of experts", na=False)
    rows["params"] = rows["params"].where(~experts)
    rows = rows.dropna(subset=["train_flops", "params"], how="all")
    rows = choose(rows.sort_values(["family", "model"]), task=OPEN_TASKS)
    titles = load("tasks").set_index("task")["title"]
    titles = rows["task"].map(titles).str.removesuffix(" (open models)")
    rows = _with_sources(rows.assign(title=titles), works)
    columns = ["family", "model", "score", "chance", "train_flops", "params", "work"]
    return rows[[*columns, "size", "flops", "how", "title"]]


_DRAWN = (
    _leaves_chance, _few_shot, _chain_of_thought, _perplexity_lens, _metric_choice,
    _emergence_law, _open_models,
)  # fmt: skip
CHARTS = {draw.__name__[1:]: draw for draw in _DRAWN}
"""The charts, by the names that pages give them."""


def build_chart(name: str, works: Mapping[str, str]) -> dict:
    """Return ``title``, ``caption`` and ``spec`` (Vega-Lite) of one of `CHARTS`.

    `works` gives author and year of each source by its key. An unknown name is a
    `UsageError`.
    """
    if name not in CHARTS:
        raise UsageError(unknown("chart", name, CHARTS))
    title, caption = CHARTS[name].__doc__.split("\n\n")
    caption = " ".join(caption.split())
    return {"title": title, "caption": caption, "spec": CHARTS[name](works)}
