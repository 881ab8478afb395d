import pandas as pd
import pytest

from emergestudy.figures.two_arms import TwoArms, two_arm_grid

pytestmark = pytest.mark.usefixtures("close_figures")

POINTS = pd.DataFrame(
    {"scale": [1e20, 1e22], "baseline": [10.0, 20.0], "technique": [5.0, 30.0]}
).assign(**{f"{a}_{e}": float("nan") for a in ("baseline", "technique")
            for e in ("low", "high")})  # fmt: skip
NAMES = ("direct", "scratchpad")


def areas(axis):
    """Left and right end of each filled area, as powers of ten."""
    from math import log10

    ends = []
    for area in axis.collections:
        paths = [p for p in area.get_paths() if len(p.vertices)]
        xs = [x for p in paths for x in p.vertices[:, 0]]
        if xs and type(area).__name__ == "FillBetweenPolyCollection":
            ends.append((round(log10(min(xs)), 2), round(log10(max(xs)), 2)))
    return ends


def test_better_and_worse_are_shaded_where_the_lines_cross():
    figure = two_arm_grid([TwoArms("one", POINTS, NAMES, "score")])
    better, worse = areas(figure.axes[0])
    assert worse[0] == 20
    assert worse[1] == pytest.approx(20 + 2 / 3, abs=0.02)
    assert better == (pytest.approx(20 + 2 / 3, abs=0.02), 22)


def test_where_less_is_better_shades_and_axis_turn_round():
    panel = TwoArms("one", POINTS, NAMES, "error", higher_is_better=False)
    axis = two_arm_grid([panel]).axes[0]
    better, _ = areas(axis)
    assert better[0] == 20
    assert axis.get_ylim()[0] > axis.get_ylim()[1]


def test_a_crossing_beyond_the_data_ends_at_the_last_model():
    panel = TwoArms("one", POINTS, NAMES, "s", crossing=(1e21, 5e21, float("inf")))
    axis = two_arm_grid([panel]).axes[0]
    assert axis.patches[0].get_x() == 1e21
    assert axis.patches[0].get_x() + axis.patches[0].get_width() == 1e22


def test_panels_fill_rows():
    panels = [TwoArms(str(i), POINTS, NAMES, "score") for i in range(3)]
    shown = [axis.get_visible() for axis in two_arm_grid(panels).axes]
    assert shown == [True, True, True, False]
