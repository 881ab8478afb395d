import matplotlib.pyplot as plt

from emergestudy.chapters.emergence_law.law_calibrations import calibration_grid
from emergestudy.figures.law_coverage import law_coverage


def test_every_setting_is_drawn_once():
    table = calibration_grid()
    figure = law_coverage(table)
    errors = [y for line in figure.axes[1].lines for y in line.get_ydata()]
    assert sorted(errors) == sorted(table["median_error"])
    plt.close(figure)
