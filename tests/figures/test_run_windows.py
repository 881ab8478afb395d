import pandas as pd
import pytest

from emergestudy.figures.run_windows import run_windows

pytestmark = pytest.mark.usefixtures("close_figures")

RUNS = pd.DataFrame(
    {
        "run": ["OLMo2 7B"] * 3 + ["OLMo2 13B"] * 3,
        "loss": [2.8, 2.7, 2.65, 2.81, 2.69, 2.64],
        "score": [25.0, 30.0, 50.0, 24.0, 27.0, 48.0],
        "chance": 25.0,
    }
)
ELBOWS = pd.DataFrame(
    {
        "run": ["OLMo2 7B", "OLMo2 13B"],
        "elbow": [2.72, 2.70],
        "low": [2.71, 2.68],
        "high": [2.73, 2.78],
        "floor": 25.0,
        "slope": 300.0,
    }
)


@pytest.fixture
def axes():
    windows = pd.concat([ELBOWS.assign(highest=top) for top in (45.0, 50.0)])
    labels = ("Loss", "Score (%)")
    return run_windows(RUNS, ELBOWS, windows, highest=47.0, labels=labels).axes


def test_checkpoints_and_intervals_are_those_given(axes):
    dots = [ln for ln in axes[0].lines if ln.get_ls() == "None" and ln.get_ms() == 4]
    drawn = sorted(xy for line in dots for xy in line.get_xydata().tolist())
    assert drawn == sorted(RUNS[["loss", "score"]].values.tolist())
    bars = sorted(list(ln.get_xdata()) for ln in axes[0].lines if ln.get_lw() == 4)
    assert bars == [[2.68, 2.78], [2.71, 2.73]]


def test_better_models_stand_to_the_right_and_higher_below(axes):
    left, right = axes[0].get_xlim()
    assert left > right
    bottom, top = axes[1].get_ylim()
    assert bottom > top


def test_every_window_has_an_elbow_a_run(axes):
    dots = [ln for ln in axes[1].lines if ln.get_marker() in ("o", "s")]
    assert sorted(y for ln in dots for y in ln.get_ydata()) == [2.70, 2.70, 2.72, 2.72]
