"""Fig. 2 with a threshold to drag: where does each curve leave chance?"""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from emergestudy.chapters.few_shot_emergence import panel_scores
from emergestudy.charts.parts import (
    HEIGHT,
    RESULT,
    checkbox,
    choice,
    finished,
    in_words,
    log_x,
    slider,
    source_tooltips,
    with_sources,
)
from emergestudy.charts.symbols import family_color, family_shape
from emergestudy.data import load

FAMILIES = ("GPT-3", "LaMDA", "PaLM", "Gopher", "Chinchilla")
SCALES = {"training FLOPs": "train_flops", "parameters": "params"}
START = 2.0  # points above chance, as in the chapter


def few_shot_chart(works: Mapping[str, str]) -> dict:
    """Draw one task of Fig. 2; the reader's rule answers to a threshold.

    Parameters
    ----------
    works : mapping of str to str
        Author and year by key.

    Returns
    -------
    dict
        A Vega-Lite specification. Marks of the role `RESULT` say from which model on
        each family is above chance by `emergestudy.first_above`.
    """
    points = few_shot_points(works)
    base = alt.Chart()
    color, shape = family_color(FAMILIES), family_shape(FAMILIES)
    x = log_x("x:Q", None)
    y = alt.Y("score:Q", title="Score (%)", scale=alt.Scale(zero=True))
    line = base.mark_line(strokeWidth=1.5).encode(x=x, y=y, color=color)
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=x, y=y, color=color, shape=shape, description="said:N", tooltip=_TOOLTIP
    )
    level = base.mark_rule(strokeDash=[5, 4], color="#555").encode(y="chance:Q")
    drag = base.mark_rule(color="#b45309", strokeWidth=1.5).encode(y="threshold:Q")
    chart = alt.layer(level, drag, line, dots, *_answers(base, x, color), data=points)
    chart = chart.transform_filter(_chosen()).transform_calculate(**_CALCULATED)
    title = alt.TitleParams(
        text=alt.ExprRef("task + ': score against ' + along + ' (log scale)'")
    )
    chart = chart.properties(title=title, width="container", height=HEIGHT)
    chart = chart.add_params(*_controls(points))
    return finished(chart, _DESCRIPTION)


def few_shot_points(works: Mapping[str, str]) -> pd.DataFrame:
    """Return the points of Fig. 2 at both scales, with their sources."""
    keys = ["panel", "family", "model"]
    points = panel_scores(list("ABCDEFGH"), FAMILIES)
    params = panel_scores(list("ABCDEFGH"), FAMILIES, x_axis="params")
    params = params.set_index(keys)["scale"].rename("params")
    points = points.join(params, on=keys).rename(columns={"scale": "train_flops"})
    titles = load("wei2022_panels").set_index("panel")["title"]
    points = with_sources(points.assign(task=points["panel"].map(titles)), works)
    points = points.drop(columns=["metric", "curve", "panel", "n_eval", "high"])
    return points.rename(columns={"task": "title"})


def _chosen() -> str:
    ticked = [f"(show_{i} && datum.family == '{f}')" for i, f in enumerate(FAMILIES)]
    return f"datum.title == task && ({' || '.join(ticked)})"


def _controls(points: pd.DataFrame) -> list[alt.Parameter]:
    along = alt.param(
        name="along",
        value="training FLOPs",
        bind=alt.binding_radio(options=list(SCALES), name="Scale "),
    )
    return [
        choice("task", "Task", list(points["title"].unique())),
        slider("margin", "Points above chance that count", START, (0, 40, 0.5)),
        along,
        *(checkbox(f"show_{i}", family) for i, family in enumerate(FAMILIES)),
    ]


def _answers(base: alt.Chart, x: alt.X, color: alt.Color) -> list[alt.Chart]:
    """Return the marks that say where each family leaves chance, or that it does not.

    The first scale above the last one that is not above chance, as `first_above` says.
    """
    seen = base.transform_joinaggregate(
        last="max(below)", largest="max(x)", groupby=["family"]
    )
    first = seen.transform_filter("datum.x > datum.last").transform_aggregate(
        first="argmin(x)", groupby=["family"]
    )
    first = first.transform_calculate(x="datum.first.x", answer=_LEAVES)
    rules = first.mark_rule(strokeWidth=3, ariaRoleDescription=RESULT).encode(
        x=x, color=color, description="answer:N", tooltip="answer:N"
    )
    never = seen.transform_filter("datum.last >= datum.largest").transform_aggregate(
        top="max(x)", groupby=["family"]
    )
    never = never.transform_calculate(
        answer="datum.family + ' stays below the threshold'"
    )
    return [rules, *(_note(never, color, place) for place in range(len(FAMILIES)))]


def _note(never: alt.Chart, color: alt.Color, place: int) -> alt.Chart:
    """Return the line of text of one family that stays at chance."""
    note = never.transform_filter(f"datum.family == '{FAMILIES[place]}'").mark_text(
        align="left", fontSize=12, ariaRoleDescription=RESULT
    )
    return note.encode(
        x=alt.value(6),
        y=alt.value(8 + 15 * place),
        color=color,
        text="answer:N",
        description="answer:N",
    )


_LEAVES = (
    "datum.family + ' is above the threshold from ' + datum.first.model + ' on, '"
    " + format(datum.x, '.3~e') + ' ' + along"
)
_CALCULATED = {
    "size": in_words("datum.params"),
    "x": "along == 'parameters' ? datum.params : datum.train_flops",
    "threshold": "datum.chance + margin",
    "above": "datum.score > datum.chance + margin"
    " && (!isValid(datum.low) || datum.low > datum.chance)",
    "below": "datum.above ? 0 : datum.x",
    "said": "datum.model + ': ' + format(datum.score, '.1f') + ' percent at '"
    " + format(datum.x, '.3~e') + ' ' + along + '; ' + datum.how + ', ' + datum.work",
}
_TOOLTIP = [
    alt.Tooltip("model:N", title="Model"),
    alt.Tooltip("score:Q", title="Score (%)", format=".1f"),
    alt.Tooltip("chance:Q", title="Chance (%)", format=".1f"),
    alt.Tooltip("train_flops:Q", title="Training FLOPs", format=".3~e"),
    alt.Tooltip("size:N", title="Parameters"),
    *source_tooltips(),
]
_DESCRIPTION = (
    "Scores of model families on one task against scale. A vertical line marks the"
    " model from which on a family is above chance by the chosen number of points."
)
