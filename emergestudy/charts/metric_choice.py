"""The mirage by hand: drag k and watch a smooth p become a jump of p to the k."""

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from emergestudy.chapters.metric_choice.exact_match_of_steps import (
    SCALES,
    step_accuracy,
)
from emergestudy.charts.parts import HEIGHT, RESULT, finished, log_x, slider

MOST = 100  # steps of an answer
POINTS = 81  # of the drawn curves


def metric_choice_chart(works: Mapping[str, str]) -> dict:
    """Draw the share of right steps, and exact match of answers of k steps.

    Parameters
    ----------
    works : mapping of str to str
        Not used: the curve is simulated.

    Returns
    -------
    dict
        A Vega-Lite specification; exact match is p**k of `step_accuracy`.
    """
    x = log_x("scale:Q", "Scale of the simulated model, log scale")
    share = alt.Scale(domain=[0, 1])
    p = alt.Y("p:Q", title="Share right", scale=share)
    exact = alt.Y("exact:Q", title="Share right", scale=share)
    base = alt.Chart()
    step = base.mark_line(color="#737373", strokeDash=[6, 3]).encode(x=x, y=p)
    line = base.mark_line(color="#0173b2", strokeWidth=2).encode(x=x, y=exact)
    models = base.transform_filter("datum.model")
    dots = models.mark_point(filled=True, size=70, color="#0173b2", opacity=1)
    dots = dots.encode(x=x, y=exact, description="said:N", tooltip=_TOOLTIP)
    chart = alt.layer(step, line, dots, _answer(base), data=metric_choice_points())
    chart = chart.transform_calculate(exact="pow(datum.p, k)", said=_SAID)
    title = alt.TitleParams(text=alt.ExprRef(_TITLE))
    chart = chart.properties(title=title, width="container", height=HEIGHT)
    chart = chart.add_params(slider("k", "Steps of an answer, k", 1, (1, MOST, 1)))
    return finished(chart, _DESCRIPTION)


def _answer(base: alt.Chart) -> alt.Chart:
    """Return the words on the smallest, the middle and the largest model."""
    ends = base.transform_aggregate(low="min(p)", high="max(p)", middle="median(p)")
    ends = ends.transform_calculate(answer=_ANSWER)
    text = ends.mark_text(
        align="left", fontSize=13, fontWeight="bold", ariaRoleDescription=RESULT
    )
    return text.encode(
        x=alt.value(8), y=alt.value(12), text="short:N", description="answer:N"
    ).transform_calculate(short="'p^' + k")


def metric_choice_points() -> pd.DataFrame:
    """Return the simulated share of right steps; `model` marks the nine sizes."""
    scales = np.geomspace(SCALES[0], SCALES[-1], POINTS)
    model = np.isclose(np.arange(POINTS) % ((POINTS - 1) // (len(SCALES) - 1)), 0)
    p = step_accuracy(scales)
    return pd.DataFrame({"scale": scales, "p": p, "model": model, "how": "simulated"})


_SAID = (
    "'p = ' + format(datum.p, '.3f') + ', p to the ' + k + ' = '"
    " + format(pow(datum.p, k), '.4f') + ', simulated'"
)
_ANSWER = (
    "'With ' + k + (k == 1 ? ' step' : ' steps') + ' an answer is right in '"
    " + format(100 * pow(datum.low, k), '.2f') + ' percent for the smallest model, '"
    " + format(100 * pow(datum.middle, k), '.2f') + ' for the middle one, '"
    " + format(100 * pow(datum.high, k), '.2f') + ' for the largest'"
)
_TITLE = "'One step right (dashed), and all k steps right, k = ' + k"
_TOOLTIP = [
    alt.Tooltip("p:Q", title="One step right, p", format=".3f"),
    alt.Tooltip("exact:Q", title="All k steps right", format=".4f"),
    alt.Tooltip("how:N", title="How obtained"),
]
_DESCRIPTION = (
    "A smooth dashed line, the share of right steps, and a curve below it, the share of"
    " answers of k steps that are right throughout, against the scale of the model."
)
