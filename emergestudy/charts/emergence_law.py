"""The law by hand: drag exponent, strength, amount and noise; the forecast follows."""

from collections.abc import Mapping

import altair as alt

from emergestudy.chapters.emergence_law.by_hand import seen_elbows
from emergestudy.charts.parts import HEIGHT, RESULT, finished, slider
from emergestudy.law.simulation import TRUTH

STEPS = 160  # of the drawn curve, over four decades of data
K = 0.06  # nats; near the truth, where alpha is 1


def emergence_law_chart(works: Mapping[str, str]) -> dict:
    """Draw elbows after finetuning and the law through them, set by the reader.

    Parameters
    ----------
    works : mapping of str to str
        Not used: all points are simulated.

    Returns
    -------
    dict
        A Vega-Lite specification; the mark of the role `RESULT` says the forecast, as
        `emergestudy.chapters.emergence_law.by_hand.fit_by_hand` does.
    """
    seen = seen_elbows()
    rows = alt.Data(values=seen.assign(how="simulated").to_dict("records"))
    x = alt.X("examples:Q", scale=_LOG, title=_X, axis=alt.Axis(grid=False))
    y = alt.Y("elbow:Q", title="Elbow (nats)", scale=alt.Scale(domain=[1.3, 2.5]))
    dots = alt.Chart(rows).mark_point(filled=True, size=80, color="#0173b2", opacity=1)
    dots = _fitted(dots).encode(x=x, y=y, description="said:N", tooltip=_TOOLTIP)
    truth = alt.Chart(alt.Data(values=[{"elbow": TRUTH}])).mark_rule(
        color="#555", strokeDash=[5, 4]
    )
    chart = alt.layer(truth.encode(y=y), _curve(rows, x, y), dots, _answer(rows, x, y))
    title = alt.TitleParams(text=alt.ExprRef(_TITLE))
    chart = chart.properties(title=title, width="container", height=HEIGHT)
    return finished(chart.add_params(*_controls()), _DESCRIPTION)


def _controls() -> list[alt.Parameter]:
    return [
        slider("alpha", "Exponent α", 1.0, (0.4, 2, 0.05)),
        slider("k", "Strength k (nats)", K, (0.001, 0.5, 0.0005)),
        slider("d0", "Examples that stand for prompting, D₀", 5, (1, 100, 1)),
        slider("noise", "Noise of an elbow (nats)", 0.0, (0, 0.1, 0.005)),
    ]


def _fitted(chart: alt.Chart) -> alt.Chart:
    """Add C by least squares, the forecast and the distance from the elbows seen."""
    chart = chart.transform_calculate(
        elbow="datum.true + noise * datum.z",
        said="'elbow after ' + datum.examples + ' examples: '"
        " + format(datum.true + noise * datum.z, '.3f') + ' nats, simulated'",
        rest="datum.true + noise * datum.z - k * pow(log(datum.examples), alpha)",
        g="pow(log(datum.examples), alpha)",
    )
    chart = chart.transform_calculate(
        product="datum.g * datum.elbow", square="datum.g * datum.g"
    )
    chart = chart.transform_joinaggregate(
        C="mean(rest)", variance="variancep(rest)", mean_g="mean(g)",
        mean_e="mean(elbow)", mean_p="mean(product)", mean_s="mean(square)",
    )  # fmt: skip
    return chart.transform_calculate(
        miss="sqrt(max(datum.variance, 0))",
        forecast="datum.C + k * pow(log(d0), alpha)",
        best="(datum.mean_p - datum.mean_g * datum.mean_e)"
        " / (datum.mean_s - datum.mean_g * datum.mean_g)",
    )


def _curve(rows: alt.Data, x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the law over all amounts, from the C of the elbows seen."""
    one = _fitted(alt.Chart(rows)).transform_aggregate(C="mean(C)")
    grid = one.transform_calculate(place=f"sequence({STEPS + 1})")
    grid = grid.transform_flatten(["place"]).transform_calculate(
        examples=f"pow(10, 4 * datum.place / {STEPS})"
    )
    grid = grid.transform_calculate(
        elbow="datum.C + k * pow(log(datum.examples), alpha)"
    )
    return grid.mark_line(color="#0173b2", clip=True).encode(x=x, y=y)


def _answer(rows: alt.Data, x: alt.X, y: alt.Y) -> alt.Chart:
    one = _fitted(alt.Chart(rows)).transform_aggregate(
        elbow="mean(forecast)", miss="mean(miss)", best="mean(best)"
    )
    one = one.transform_calculate(examples="d0", answer=_ANSWER)
    return one.mark_point(
        filled=True, size=160, shape="diamond", color="#de8f05", opacity=1,
        ariaRoleDescription=RESULT, clip=True,
    ).encode(x=x, y=y, description="answer:N", tooltip="answer:N")  # fmt: skip


_TOOLTIP = [
    alt.Tooltip("examples:Q", title="Finetuning examples"),
    alt.Tooltip("elbow:Q", title="Elbow (nats)", format=".3f"),
    alt.Tooltip("how:N", title="How obtained"),
]
_LOG = alt.Scale(type="log", domain=[1, 10_000])
_X = "Examples of finetuning data, log scale"
_TITLE = "'E(D) = C + k (ln D)^α, α = ' + format(alpha, '.2f') + ', k = ' + k"
_ANSWER = (
    "'Forecast of the few-shot elbow: ' + format(datum.elbow, '.3f') + ' nats, '"
    f" + format(datum.elbow - {TRUTH}, '+.3f') + ' from the truth of {TRUTH};"
    " the curve misses the elbows seen by ' + format(datum.miss, '.3f')"
    " + '; with this exponent k = ' + format(datum.best, '.4f') + ' fits best'"
)
_DESCRIPTION = (
    "Six simulated elbows after finetuning, a curve of the law through them, and the"
    " forecast of the few-shot elbow, with the true one as a dashed line."
)
