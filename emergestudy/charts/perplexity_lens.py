"""Fig. 4 with an axis to switch: which one brings the two families together?"""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from emergestudy.chapters.perplexity_lens.lens_alignment import alignment
from emergestudy.chapters.perplexity_lens.lens_points import (
    FAMILIES,
    TASKS,
    lens_points,
)
from emergestudy.charts.parts import RESULT, choice, finished, in_words, log_x
from emergestudy.charts.symbols import family_color, family_shape

AXES = {
    "training FLOPs": "train_flops",
    "parameters": "params",
    "WikiText103 perplexity": "perplexity",
}
_BRUSH = {"name": "brush", "select": {"type": "interval", "encodings": ["x"]}}
WIDTH = 600  # pixels; the page makes panels narrower where it has less room


def perplexity_lens_chart(works: Mapping[str, str]) -> dict:
    """Draw scores of eight models against an axis to choose, and against all three.

    Parameters
    ----------
    works : mapping of str to str
        Author and year by key.

    Returns
    -------
    dict
        A Vega-Lite specification. The mark of the role `RESULT` gives the error of
        `alignment` on the chosen axis.
    """
    points = perplexity_lens_points(works)
    large = _panel("x", "Chosen axis, log scale")
    large = alt.layer(*large, _answer()).properties(width=WIDTH, height=260)
    small = [alt.layer(*_panel(field, name)) for name, field in AXES.items()]
    small = [panel.properties(width=WIDTH, height=130) for panel in small]
    chart = alt.vconcat(large, *small, data=points).transform_calculate(**_CALCULATED)
    chart = chart.transform_filter("datum.title == task")
    title = alt.TitleParams(text=alt.ExprRef("task + ' against ' + along"))
    models = ["all", *points["model"].unique()]
    along = alt.binding_radio(options=list(AXES), name="Axis of the large panel ")
    chart = chart.properties(title=title).add_params(
        alt.param(name="along", value="training FLOPs", bind=along),
        choice("task", "Task", list(points["title"].unique())),
        choice("pick", "Mark a model", models),
    )
    spec = finished(chart, _DESCRIPTION)
    # One selection over all panels; altair would declare it once for each.
    named = [each.get("name") for row in spec["vconcat"] for each in row["layer"]]
    spec["params"].append(_BRUSH | {"views": [name for name in named if name]})
    return spec


def perplexity_lens_points(works: Mapping[str, str]) -> pd.DataFrame:
    """Return the eight models on each task, with sources and alignment errors."""
    tables = []
    for task, title in TASKS.items():
        points = lens_points(task)
        errors = alignment(points).set_index("axis")["rmse"]
        errors = {f"error_{field}": errors[field] for field in AXES.values()}
        place = "Fig. 2G" if task == "mmlu" else "Fig. 10"
        paper = works.get("wei2022emergent", "wei2022emergent")
        tables.append(
            points.drop(columns=["n_eval", "chance"]).assign(
                title=title, work=f"{paper}, {place}, Fig. 4 and Table 2", **errors
            )
        )
    how = "score and perplexity read off figures, compute and size printed"
    return pd.concat(tables, ignore_index=True).assign(how=how)


def _panel(field: str, title: str) -> list[alt.Chart]:
    """Return lines and points of one panel; unmarked models are faint."""
    x = log_x(f"{field}:Q", title)
    y = alt.Y("score:Q", title="Score (%)", scale=alt.Scale(zero=True))
    color, shape = family_color(FAMILIES), family_shape(FAMILIES)
    marked = "pick == 'all' || datum.model == pick"
    strong = (
        alt.when(alt.Parameter("brush")).then(alt.value(1.0)).otherwise(alt.value(0.15))
    )
    base = alt.Chart()
    line = base.mark_line(strokeWidth=1.2, opacity=0.6).encode(x=x, y=y, color=color)
    dots = base.properties(name=f"dots_{field}").transform_filter(marked)
    dots = dots.mark_point(filled=True, size=70)
    faint = base.mark_point(filled=True, size=70, opacity=0.15)
    faint = faint.encode(x=x, y=y, color=color, shape=shape)
    dots = dots.encode(
        x=x,
        y=y,
        color=color,
        shape=shape,
        opacity=strong,
        description="said:N",
        tooltip=_TOOLTIP,
    )
    return [line, faint, dots]


def _answer() -> alt.Chart:
    one = alt.Chart().transform_aggregate(error="mean(error)")
    short = "'error ' + format(datum.error, '.1f') + ' points'"
    one = one.transform_calculate(answer=_ANSWER, short=short)
    text = one.mark_text(align="left", fontSize=12, ariaRoleDescription=RESULT)
    return text.encode(
        x=alt.value(6), y=alt.value(8), text="short:N", description="answer:N"
    )


_CALCULATED = {
    "size": in_words("datum.params"),
    "x": "along == 'parameters' ? datum.params"
    " : along == 'training FLOPs' ? datum.train_flops : datum.perplexity",
    "error": "along == 'parameters' ? datum.error_params"
    " : along == 'training FLOPs' ? datum.error_train_flops : datum.error_perplexity",
    "said": "datum.model + ': ' + format(datum.score, '.1f') + ' percent, perplexity '"
    " + format(datum.perplexity, '.2f') + '; ' + datum.how + '; ' + datum.work",
}
_ANSWER = (
    "'One family foretells the other to ' + format(datum.error, '.1f')"
    " + ' points (root mean square)'"
)
_TOOLTIP = [
    alt.Tooltip("model:N", title="Model"),
    alt.Tooltip("score:Q", title="Score (%)", format=".1f"),
    alt.Tooltip("train_flops:Q", title="Training FLOPs", format=".3~e"),
    alt.Tooltip("size:N", title="Parameters"),
    alt.Tooltip("perplexity:Q", title="WikiText103 perplexity", format=".2f"),
    alt.Tooltip("work:N", title="Source"),
    alt.Tooltip("how:N", title="How obtained"),
]
_DESCRIPTION = (
    "Scores of Gopher and Chinchilla models against training compute, size and"
    " perplexity, one panel each, and against a chosen one of these in a larger panel."
)
