import pandas as pd
import pytest

from emergestudy.figures.percentile_cdfs import percentile_cdfs

pytestmark = pytest.mark.usefixtures("close_figures")

TABLE = pd.DataFrame(
    {
        "task": ["A"] * 4 + ["B"] * 2,
        "method": ["MCMC", "MCMC", "Bootstrap", "Bootstrap", "MCMC", "MCMC"],
        "percentile": [5, 95] * 3,
        "elbow": [1.7, 1.9, 1.6, 1.8, 1.2, 1.4],
        "mle": [1.85] * 4 + [1.3] * 2,
        "truth": [1.75] * 4 + [float("nan")] * 2,
    }
)


def test_what_is_drawn_is_the_table():
    first, second = percentile_cdfs(TABLE, columns=2).axes
    mcmc, boot, mle, star = first.lines
    assert mcmc.get_xdata().tolist() == [1.7, 1.9]
    assert mcmc.get_ydata() == pytest.approx([0.95, 0.05])
    assert boot.get_xdata().tolist() == [1.6, 1.8]
    assert list(mle.get_xdata()) == [1.85, 1.85]
    assert list(star.get_xdata()) == [1.75]
    assert len(second.lines) == 2  # one method, and no truth


def test_the_loss_falls_to_the_right():
    for axis in percentile_cdfs(TABLE).axes:
        left, right = axis.get_xlim()
        assert left > right
