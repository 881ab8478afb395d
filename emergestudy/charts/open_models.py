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
    log_x,
    source_tooltips,
    with_sources,
)
from emergestudy.charts.symbols import family_color, family_shape
from emergestudy.dataset import load

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
    x = log_x("x:Q", "Training FLOPs or parameters, log scale")
    y = alt.Y("score:Q", title="Score (%)", scale=alt.Scale(zero=True))
    color = family_color(families).legend(None)
    shape = family_shape(families).legend(None)
    base = alt.Chart()
    level = base.mark_rule(strokeDash=[5, 4], color="#555").encode(y="mean(chance):Q")
    strong = alt.when(f"family == '{ANY}' || datum.family == family")
    dots = base.mark_point(filled=True, size=55).encode(
        x=x, y=y, color=color, shape=shape, description="said:N", tooltip=_TOOLTIP,
        opacity=strong.then(alt.value(0.9)).otherwise(alt.value(0.12)),
    )  # fmt: skip
    line = base.mark_line(strokeWidth=1.5).encode(
        x=x,
        y=y,
        color=color,
        opacity=alt.when("datum.family == family").then(alt.value(1)).otherwise(_NONE),
    )
    chart = alt.layer(level, line, dots, _answer(), data=points)
    chart = chart.transform_filter("datum.title == task && isValid(datum[field])")
    chart = chart.transform_calculate(x="datum[field]", said=_SAID)
    title = alt.TitleParams(text=alt.ExprRef("task + ' against ' + along"))
    chart = chart.properties(title=title, width="container", height=HEIGHT + 40)
    return finished(chart.add_params(*_controls(points, families)), _DESCRIPTION)


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
    shown = alt.Chart().transform_filter(f"family == '{ANY}' || datum.family == family")
    shown = shown.transform_aggregate(
        models="count()", best="argmax(score)", groupby=["title"]
    )
    shown = shown.transform_calculate(answer=_ANSWER, short="datum.models + ' models'")
    text = shown.mark_text(align="left", fontSize=12, ariaRoleDescription=RESULT)
    return text.encode(
        x=alt.value(6), y=alt.value(8), text="short:N", description="answer:N"
    )


_NONE = alt.value(0)
_SAID = (
    "datum.model + ': ' + format(datum.score, '.1f') + ' percent at '"
    " + format(datum[field], '.3~e') + ' ' + along + '; ' + datum.how"
    " + ', ' + datum.work"
)
_ANSWER = (
    "datum.models + ' models; highest ' + datum.best.model + ', '"
    " + format(datum.best.score, '.1f') + ' percent'"
)
_TOOLTIP = [
    alt.Tooltip("model:N", title="Model"),
    alt.Tooltip("family:N", title="Family"),
    alt.Tooltip("score:Q", title="Score (%)", format=".1f"),
    alt.Tooltip("chance:Q", title="Chance (%)", format=".1f"),
    alt.Tooltip("train_flops:Q", title="Training FLOPs", format=".3~e"),
    alt.Tooltip("params:Q", title="Parameters", format=".3~s"),
    *source_tooltips(),
]
_DESCRIPTION = (
    "Scores of open models on one task against scale. One family can be made to stand"
    " out; the dashed line is chance."
)
