from emergestudy.charts.symbols import SHAPES, family_color, family_shape
from emergestudy.figures.series import series_style

NAMES = ["GPT-3", "LaMDA", "Pythia", "U-PaLM"]


def test_families_look_as_in_the_printed_figures():
    color = family_color(NAMES).to_dict()["scale"]
    shape = family_shape(NAMES).to_dict()["scale"]
    assert color["domain"] == shape["domain"] == NAMES
    markers = [style.marker for style in series_style(NAMES).values()]
    assert shape["range"] == [SHAPES[m] for m in markers]
    assert len(set(zip(color["range"], shape["range"], strict=True))) == len(NAMES)


def test_drawn_shapes_are_closed_paths():
    paths = [s for s in SHAPES.values() if s.startswith("M")]
    assert len(paths) == len(set(paths))
    assert all(path.endswith("Z") for path in paths)
