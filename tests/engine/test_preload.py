import sys

from emergestudy.engine.preload import imported, preload


def test_the_modules_of_import_statements_are_found():
    source = (
        "import a.b as c\nfrom d.e import f, g\nif 1:\n    import h\nfrom . import i"
    )
    assert imported(source) == ("a.b", "d.e", "d.e.f", "d.e.g", "h")
    assert imported("%magic") == ()


def test_nothing_of_a_cell_runs_and_what_fails_is_left_to_the_run():
    preload(["import wave\nraise SystemExit", "import no_such_module_here"])
    assert "wave" in sys.modules


def test_nothing_is_left_in_pyplot():
    preload([])
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []
