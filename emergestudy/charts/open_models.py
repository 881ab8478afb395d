"""Open models, one task at a time: each point says what it is and where it is from."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from emergestudy.chapters.open_models.open_panels import titled
from emergestudy.chapters.open_models.open_points import open_points
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
from emergestudy.charts.symbols import family_color, family_shape
from emergestudy.data import load

TASKS = (
    "arithmetic_3da", "arithmetic_2dm", "ipa_transliterate", "word_unscrambling",
    "parsinlu_qa", "mmlu", "gsm8k", "truthfulqa",
)  # fmt: skip
ANY = "all families"


def open_models_chart(works: Mapping[str, str]) -> dict:
    """Draw open models on one task; a chosen family stands out, joined by a line.

    Parameters
    ----------
    works : mapping of str to str
        Author and year by key.

    Returns
    -------
    dict
        A Vega-Lite specification. The mark of the role `RESULT` counts the models.
    """
    points = open_models_points(works)
    families = list(points["family"].unique())
    level = alt.Chart().mark_rule(strokeDash=[5, 4], color="#555")
    level = level.encode(y="mean(chance):Q")
    chart = alt.layer(level, *_models(families), _answer(), data=points)
    chart = chart.transform_filter("datum.title == task && isValid(datum[field])")
    chart = chart.transform_calculate(
        x="datum[field]", said=_SAID, size=in_words("datum.params")
    )
    title = alt.TitleParams(text=alt.ExprRef(_TITLE))
    chart = chart.properties(title=title, width="container", height=HEIGHT + 40)
    return finished(chart.add_params(*_controls(points, families)), _DESCRIPTION)


def _models(families: list[str]) -> list[alt.Chart]:
    """Return the line of the chosen family, and every model as a point."""
    x = log_x("x:Q", None)
    y = alt.Y("score:Q", title="Score (%)", scale=alt.Scale(zero=True))
    color = family_color(families).legend(None)
    shape = family_shape(families).legend(None)
    drawn = alt.when("datum.family == family").then(alt.value(1))
    line = alt.Chart().mark_line(strokeWidth=1.5)
    line = line.encode(x=x, y=y, color=color, opacity=drawn.otherwise(alt.value(0)))
    strong = alt.when(f"family == '{ANY}' || datum.family == family")
    dots = alt.Chart().mark_point(filled=True, size=55).encode(
        x=x, y=y, color=color, shape=shape, description="said:N", tooltip=_TOOLTIP,
        opacity=strong.then(alt.value(0.9)).otherwise(alt.value(0.12)),
    )  # fmt: skip
    return [line, dots]


def open_models_points(works: Mapping[str, str]) -> pd.DataFrame:
    """Return the points of the chapter's first figure at both scales, with sources."""
    by_size = open_points(TASKS, x_axis="params").rename(columns={"scale": "size"})
    by_flops = open_points(TASKS).rename(columns={"scale": "train_flops"})
    keys = ["task", "family", "model", "metric", "score", "chance"]
    sizes, flops = by_size[[*keys, "size"]], by_flops[[*keys, "train_flops"]]
    points = flops.merge(sizes, on=keys, how="outer").rename(columns={"size": "params"})
    order = points["task"].map({task: place for place, task in enumerate(TASKS)})
    points = points.loc[order.sort_values(kind="stable").index]
    rows = pd.concat([load("open_emergent_scores"), load("open_base_scores")])
    named = ["task", "model", "metric"]
    sources = rows[[*named, "source", "locator", "origin"]].drop_duplicates(named)
    points = with_sources(points.merge(sources, on=named), works)
    points = titled(points).rename(columns={"task": "title"})
    return points.drop(columns="metric")


def _controls(points: pd.DataFrame, families: list[str]) -> list[alt.Parameter]:
    options = ["training FLOPs", "parameters"]
    along = alt.binding_radio(options=options, name="Scale ")
    return [
        choice("task", "Task", list(points["title"].unique())),
        choice("family", "Family", [ANY, *sorted(families)]),
        alt.param(name="along", value=options[0], bind=along),
        alt.param(
            name="field", expr="along == 'parameters' ? 'params' : 'train_flops'"
        ),
    ]


def _answer() -> alt.Chart:
    chosen = f"family == '{ANY}' || datum.family == family ? 1 : 0"
    shown = alt.Chart().transform_calculate(chosen=chosen)
    shown = shown.transform_calculate(rank="datum.chosen ? datum.score : -1")
    shown = shown.transform_aggregate(
        models="sum(chosen)", best="argmax(rank)", groupby=["title"]
    )
    shown = shown.transform_calculate(answer=_ANSWER, short="datum.models + ' models'")
    text = shown.mark_text(align="left", fontSize=12, ariaRoleDescription=RESULT)
    return text.encode(
        x=alt.value(6), y=alt.value(8), text="short:N", description="answer:N"
    )


_TITLE = "task + ': score against ' + along + ' (log scale)'"
_SAID = (
    "datum.model + ': ' + format(datum.score, '.1f') + ' percent at '"
    " + format(datum[field], '.3~e') + ' ' + along + '; ' + datum.how"
    " + ', ' + datum.work"
)
_ANSWER = (
    "datum.models == 0 ? 'No model of ' + family + ' was scored here' :"
    " datum.models + (datum.models == 1 ? ' model' : ' models') + '; highest '"
    " + datum.best.model + ', ' + format(datum.best.score, '.1f') + ' percent'"
)
_TOOLTIP = [
    alt.Tooltip("model:N", title="Model"),
    alt.Tooltip("family:N", title="Family"),
    alt.Tooltip("score:Q", title="Score (%)", format=".1f"),
    alt.Tooltip("chance:Q", title="Chance (%)", format=".1f"),
    alt.Tooltip("train_flops:Q", title="Training FLOPs", format=".3~e"),
    alt.Tooltip("size:N", title="Parameters"),
    *source_tooltips(),
]
_DESCRIPTION = (
    "Scores of open models on one task against scale. One family can be made to stand"
    " out; the dashed line is chance."
)
