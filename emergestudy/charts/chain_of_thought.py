"""Chain of thought against standard prompting, one benchmark and family at a time."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from emergestudy.chapters.prompting_and_finetuning.chain_of_thought_tables import (
    BENCHMARKS,
    FAMILIES,
    TABLES,
    chain_of_thought_pairs,
)
from emergestudy.chapters.prompting_and_finetuning.crossings import crossings
from emergestudy.charts.parts import (
    HEIGHT,
    RESULT,
    choice,
    finished,
    in_words,
    log_x,
    source_tooltips,
    with_sources,
)
from emergestudy.data import load

SETTINGS = {
    "standard_prompting": "standard prompting",
    "chain_of_thought": "chain of thought",
}
WORDS = {
    "helps_from": "helps from",
    "hurts_then_helps": "hurts first, helps from",
    "helps_throughout": "helps at every size",
    "hurts": "hurts with size",
    "gain_shrinks": "helps less with size",
    "stops_hurting": "stops hurting, no size is helped",
    "no_effect": "has no effect seen",
    "undetermined": "does something that the points cannot tell",
}


def chain_of_thought_chart(works: Mapping[str, str]) -> dict:
    """Draw both curves of a benchmark and family, and where they cross.

    Parameters
    ----------
    works : mapping of str to str
        Author and year by key.

    Returns
    -------
    dict
        A Vega-Lite specification. The marks of the role `RESULT` are the points of
        `crossings`, with intervals of 90 %.
    """
    points = chain_of_thought_points(works)
    x = log_x("params:Q", "Parameters, log scale")
    y = alt.Y("score:Q", title="Score (%)", scale=alt.Scale(zero=True))
    look = list(SETTINGS.values())
    color = alt.Color("setting:N", title=None, scale=_scale(look, _COLORS))
    shape = alt.Shape("setting:N", title=None, scale=_scale(look, ["circle", "square"]))
    base = (
        alt.Chart(points)
        .transform_filter(_CHOSEN)
        .transform_calculate(said=_SAID, size=in_words("datum.params"))
    )
    line = base.mark_line(strokeWidth=1.5).encode(x=x, y=y, color=color)
    dots = base.mark_point(filled=True, size=75, opacity=1).encode(
        x=x, y=y, color=color, shape=shape, description="said:N", tooltip=_TOOLTIP
    )
    chart = alt.layer(*_answers(points), line, dots)
    title = alt.TitleParams(text=alt.ExprRef("family + ' on ' + task"))
    chart = chart.properties(title=title, width="container", height=HEIGHT)
    chart = chart.add_params(
        choice("task", "Benchmark", list(points["title"].unique())),
        choice("family", "Family", ["PaLM", "LaMDA", "InstructGPT"]),
    )
    return finished(chart, _DESCRIPTION)


def chain_of_thought_points(works: Mapping[str, str]) -> pd.DataFrame:
    """Return the printed scores in both settings, with their sources."""
    rows = load("chain_of_thought_scores")
    keep = rows["setting"].isin(list(SETTINGS)) & rows["params"].notna()
    keep &= rows["locator"].isin(TABLES) & rows["task"].isin(BENCHMARKS)
    rows = rows[keep & rows["family"].isin(FAMILIES)].rename(columns={"value": "score"})
    order = rows["task"].map({task: i for i, task in enumerate(BENCHMARKS)})
    rows = rows.assign(order=order).sort_values(["order", "family", "params"])
    rows = with_sources(rows.assign(title=_titles(rows["task"])), works)
    rows = rows.assign(setting=rows["setting"].map(SETTINGS))
    columns = ["task", "title", "family", "model", "params", "setting", "score"]
    return rows[[*columns, "work", "how"]].reset_index(drop=True)


def chain_of_thought_calls() -> pd.DataFrame:
    """Return what the estimator says of each benchmark and family, in words, too."""
    calls = crossings(chain_of_thought_pairs())[
        ["task", "family", "verdict", "point", "low", "high"]
    ]
    return calls.assign(
        title=_titles(calls["task"]),
        words=calls["verdict"].map(WORDS).fillna(calls["verdict"]),
    )


def _titles(tasks: pd.Series) -> pd.Series:
    return tasks.map(load("tasks").set_index("task")["title"])


def _answers(points: pd.DataFrame) -> list[alt.Chart]:
    calls = alt.Chart(chain_of_thought_calls()).transform_filter(_CHOSEN)
    calls = calls.transform_calculate(answer=_ANSWER)
    cross = calls.transform_filter("isValid(datum.point)")
    x, end = alt.X("low:Q"), alt.X2("high:Q")
    band = cross.mark_rect(color="#de8f05", opacity=0.18).encode(x=x, x2=end)
    rule = cross.mark_rule(color="#b45309", strokeWidth=3, ariaRoleDescription=RESULT)
    rule = rule.encode(x="point:Q", description="answer:N", tooltip="answer:N")
    none = calls.transform_filter("!isValid(datum.point)").mark_text(
        align="left", fontSize=12, ariaRoleDescription=RESULT
    )
    none = none.encode(
        x=alt.value(6), y=alt.value(8), text="words:N", description="answer:N"
    )
    return [band, rule, none]


def _scale(domain: list[str], values: list[str]) -> alt.Scale:
    return alt.Scale(domain=domain, range=values)


_COLORS = ["#737373", "#0173b2"]
_CHOSEN = "datum.title == task && datum.family == family"
_SAID = (
    "datum.model + ', ' + datum.setting + ': ' + format(datum.score, '.1f')"
    " + ' percent; ' + datum.how + ', ' + datum.work"
)
_ANSWER = (
    "datum.family + ' on ' + datum.title + ': chain of thought ' + datum.words"
    " + (isValid(datum.point) ? ' ' + replace(format(datum.point, '.3~s'), 'G', 'B')"
    " + ' parameters (90 % interval ' + replace(format(datum.low, '.3~s'), 'G', 'B')"
    " + ' to ' + replace(format(datum.high, '.3~s'), 'G', 'B') + ')' : '')"
)
_TOOLTIP = [
    alt.Tooltip("model:N", title="Model"),
    alt.Tooltip("setting:N", title="Prompt"),
    alt.Tooltip("score:Q", title="Score (%)", format=".1f"),
    alt.Tooltip("size:N", title="Parameters"),
    *source_tooltips(),
]
_DESCRIPTION = (
    "Scores with standard prompting and with chain of thought against model size, and"
    " a vertical line where the estimator sees them cross."
)
