"""The marker of each family, as in the printed figures, in Vega's words."""

import math
from collections.abc import Sequence

import altair as alt
from matplotlib.colors import to_hex

from emergestudy.figures.series import series_style


def _polygon(corners: int, inner: float = 1.0, turn: float = -90.0) -> str:
    """Return an SVG path; with `inner` below 1, every second corner lies inside."""
    points = []
    for place in range(corners):
        radius = inner if place % 2 and inner < 1 else 1.0
        angle = math.radians(turn + 360 * place / corners)
        x, y = radius * math.cos(angle), radius * math.sin(angle)
        points.append(f"{x:.2f},{y:.2f}")
    return f"M{'L'.join(points)}Z"


SHAPES = {
    "o": "circle",
    "s": "square",
    "^": "triangle-up",
    "v": "triangle-down",
    "<": "triangle-left",
    ">": "triangle-right",
    "D": "diamond",
    "P": "cross",
    "d": "M0,-1.1L0.55,0L0,1.1L-0.55,0Z",
    "X": _polygon(8, inner=0.35, turn=-45.0),
    "*": _polygon(10, inner=0.45),
    "p": _polygon(5),
    "h": _polygon(6),
    "8": _polygon(8, turn=22.5),
}


def family_color(names: Sequence[str], title: str = "Family") -> alt.Color:
    """Return the color channel of the field ``family``, as in all figures."""
    colors = [to_hex(style.color) for style in series_style(names).values()]
    scale = alt.Scale(domain=list(names), range=colors)
    return alt.Color("family:N", scale=scale, title=title)


def family_shape(names: Sequence[str], title: str = "Family") -> alt.Shape:
    """Return the shape channel of the field ``family``, as in all figures."""
    shapes = [SHAPES[style.marker] for style in series_style(names).values()]
    scale = alt.Scale(domain=list(names), range=shapes)
    return alt.Shape("family:N", scale=scale, title=title)
