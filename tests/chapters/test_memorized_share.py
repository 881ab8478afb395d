import numpy as np
import pytest

from emergestudy.chapters.explanations import memorized_share as memory
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")


@pytest.fixture(scope="module")
def shares():
    return memory.memorized_shares()


def test_the_shares_at_the_end_of_training(shares):
    last = shares[shares["train_tokens"] == shares["train_tokens"].max()]
    assert last["score"].round(3).tolist() == [
        0.318, 0.472, 0.66, 0.851, 0.926, 1.119, 1.391, 1.546
    ]  # fmt: skip


def test_a_line_in_log_parameters_is_recognized(shares):
    made = shares.assign(score=2 + 0.5 * np.log10(shares["params"]))
    table = memory.shapes(made)
    assert table["per_tenfold"].tolist() == pytest.approx([0.5] * 7)
    assert table["line_r2"].tolist() == pytest.approx([1.0] * 7)
    assert table["bend"].tolist() == pytest.approx([0.0] * 7, abs=1e-6)
    assert table["rises"].all()
    squared = shares.assign(score=np.log10(shares["params"]) ** 2)
    assert memory.shapes(squared)["bend"].tolist() == pytest.approx([2.0] * 7)
    assert not memory.shapes(made.assign(score=-made["score"] + 99))["rises"].any()


def test_the_share_rises_with_size_and_with_tokens(shares):
    sizes, tokens = memory.shapes(shares), memory.by_tokens(shares)
    assert sizes["rises"].all()
    assert (sizes["line_r2"] > sizes["power_r2"]).all()
    assert (tokens["tau"] > 0.8).all()
    assert tokens["ratio"].iloc[-1] == pytest.approx(1.54564 / 0.84144, abs=1e-4)


def test_three_checkpoints_are_drawn(shares):
    figure = scaling_grid([memory.memorized_panel(shares)], x_axis="params")
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata()) == 8]
    assert len(lines) == 3
    drawn = sorted(max(line.get_ydata()) for line in lines)
    assert drawn == pytest.approx([0.84144, 1.20691, 1.54564], abs=1e-4)
