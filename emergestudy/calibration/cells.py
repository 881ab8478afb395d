"""The settings of the calibration study, cell by cell."""

from dataclasses import replace

from emergestudy.calibration.simulate import KINDS, Cell

POINTS, SPACINGS, ITEMS = (4, 5, 8, 13), ("random", "equal"), (100, 1000, 10000)
"""The main grid: points a curve, spacings and test items a point."""


def main_cells() -> list[Cell]:
    """Every kind of curve at every number of points, spacing and n: 192 cells."""
    return [
        Cell(kind, points, spacing, n)
        for kind in KINDS
        for points in POINTS
        for spacing in SPACINGS
        for n in ITEMS
    ]


def extra_cells() -> list[Cell]:
    """What happens when something is wrong, unknown or unusual.

    Each study changes one thing, at 8 points (5, 8 and 13 for unknown n and weak
    signals), random and equal spacing.
    """
    cells = []
    for name, kinds, items, change in _EXTRAS:
        points = (5, 8, 13) if name in ("unknown_n", "weak") else (8,)
        for kind in kinds:
            for count in points:
                for spacing in ("uneven",) if name == "uneven" else SPACINGS:
                    cells += [
                        replace(Cell(kind, count, spacing, n, study=name), **change)
                        for n in items
                    ]
    return cells


_MOST = ("flat", "log_linear", "hinge", "hinge_ceiling", "u_shaped")
_RISING = ("hinge", "hinge_ceiling")
_LARGE = (1000, 10000)
_WRONG = {
    f"chance_off_{off}{tag}": (off, tol)
    for off in (0.01, 0.02)
    for tag, tol in (("", 0.0), ("_tolerance", off))
}
_EXTRAS = (
    *(
        (name, _MOST, _LARGE, {"told_chance": 0.25 + off, "tolerance": tol})
        for name, (off, tol) in _WRONG.items()
    ),
    ("rho_unknown", _MOST, _LARGE, {"rho": 0.002}),
    ("rho_given", _MOST, _LARGE, {"rho": 0.002, "told_rho": 0.002}),
    ("rho_estimated", _MOST, _LARGE, {"rho": 0.002, "told_rho": "estimate"}),
    ("rho_estimated_needlessly", _MOST, _LARGE, {"told_rho": "estimate"}),
    (
        "rho_estimated_ties",
        _MOST,
        _LARGE,
        {"rho": 0.002, "told_rho": "estimate", "ties": 2},
    ),
    (
        "saturation",
        ("hinge_ceiling",),
        ITEMS,
        {"share": (0.1, 0.4), "rise": (0.6, 0.75)},
    ),
    ("uneven", _MOST, ITEMS, {}),
    ("unknown_n", _MOST, ITEMS, {"told_n": False}),
    ("ties", _MOST, ITEMS, {"ties": 2}),
    ("weak", ("hinge", "hinge_ceiling"), ITEMS, {"rise": (0.1, 0.3)}),
    ("barely_above_chance", ("log_linear",), ITEMS, {"start": (0.02, 0.05)}),
    ("wide_elbows", _RISING, ITEMS, {"elbow": (0.05, 0.95)}),
    ("chance_zero", ("flat", "hinge", "hinge_ceiling"), ITEMS, {"chance": 0.0}),
)
