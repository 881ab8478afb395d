import pytest

from emergestudy.chapters.task_census.mmlu_gains import mmlu_gains
from emergestudy.figures.dumbbells import dumbbells

pytestmark = pytest.mark.usefixtures("close_figures")


def test_both_scores_and_the_gain_of_every_category_are_drawn():
    table = mmlu_gains()
    figure = dumbbells(table, chance=25, x_label="Accuracy (%)")
    for axis, (family, rows) in zip(figure.axes, table.groupby("family"), strict=True):
        assert axis.get_title() == family
        small, large = (line.get_xdata().tolist() for line in axis.lines[1:3])
        assert small == rows["small"].tolist()
        assert large == rows["large"].tolist()
        gains = [f"+{gain:.1f}" for gain in rows["gain"]]
        assert [t.get_text() for t in axis.texts] == gains
