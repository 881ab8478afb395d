"""What all charts share: where a number comes from, how they look, what is read out."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

ORIGINS = {
    "table": "printed in a table",
    "text": "printed in the text",
    "figure": "read off a figure",
    "repo": "taken from a public repository",
    "derived": "computed by this study",
    "run": "measured by this study",
    "simulated": "simulated",
}
RESULT = "result"
"""Role of the marks that answer the reader's question; the page reads them out."""

_LABEL = (
    "datum.value >= 1e15 ? (abs(log(datum.value) / LN10"
    " - round(log(datum.value) / LN10)) < 1e-6"
    " ? format(datum.value, '~e') : '')"
    " : datum.value >= 1e6 ? replace(format(datum.value, '~s'), 'G', 'B')"
    " : format(datum.value, '~g')"
)
HEIGHT = 320  # pixels of a chart that stands alone


def with_sources(rows: pd.DataFrame, works: Mapping[str, str]) -> pd.DataFrame:
    """Add what the tooltip of a point says of its number.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``source``, ``locator`` and ``origin``.
    works : mapping of str to str
        Author and year by key.

    Returns
    -------
    pandas.DataFrame
        With ``work`` ("Wei et al. 2022, Fig. 2A") and ``how`` ("read off a figure")
        in their place.
    """
    work = rows["source"].map(lambda key: works.get(key, key)) + ", " + rows["locator"]
    plain = rows.drop(columns=["source", "locator", "origin"])
    return plain.assign(work=work, how=rows["origin"].map(ORIGINS))


def source_tooltips() -> list[alt.Tooltip]:
    """Return the last two lines of every point's tooltip."""
    return [
        alt.Tooltip("work:N", title="Source"),
        alt.Tooltip("how:N", title="How obtained"),
    ]


def log_x(field: str, title: str | None) -> alt.X:
    """Return a log axis with few labels: powers of ten of FLOPs, else 7B or 12."""
    axis = alt.Axis(
        title=title,
        labelExpr=_LABEL,
        tickCount=6,
        labelOverlap="greedy",
        labelSeparation=8,
        grid=False,
    )
    return alt.X(field, scale=alt.Scale(type="log", nice=False, padding=12), axis=axis)


def in_words(field: str) -> str:
    """Return the expression of a number of parameters as people write it: 6.7B."""
    return f"replace(format({field}, '.3~s'), 'G', 'B')"


def slider(name: str, label: str, value: float, ends: Sequence[float]) -> alt.Parameter:
    """Return a number that the reader drags; `ends` are lowest, highest and step."""
    low, high, step = ends
    bind = alt.binding_range(min=low, max=high, step=step, name=f"{label} ")
    return alt.param(name=name, value=value, bind=bind)


def choice(name: str, label: str, options: Sequence[str]) -> alt.Parameter:
    """Return a list to choose from; the first is chosen."""
    bind = alt.binding_select(options=list(options), name=f"{label} ")
    return alt.param(name=name, value=options[0], bind=bind)


def checkbox(name: str, label: str) -> alt.Parameter:
    """Return a box that is ticked."""
    return alt.param(name=name, value=True, bind=alt.binding_checkbox(name=f"{label} "))


def finished(chart: alt.TopLevelMixin, description: str) -> dict:
    """Return the specification of a chart, in the look that all share.

    Parameters
    ----------
    chart : altair chart
        The chart.
    description : str
        What it shows, for those who do not see it.
    """
    chart = chart.properties(description=description, background="white")
    chart = chart.configure(font="sans-serif", padding=8)
    chart = chart.configure_axis(
        labelFontSize=12, titleFontSize=12, gridColor="#e6e6e6"
    )
    chart = chart.configure_legend(orient="bottom", columns=3, labelFontSize=12)
    chart = chart.configure_title(anchor="start", fontSize=13, fontWeight="normal")
    return chart.configure_view(stroke=None).to_dict()
