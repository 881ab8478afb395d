import numpy as np
import pandas as pd
import pytest

from emergestudy.lab import picture

ELBOWS = {np.nan: 2.65, 16.0: 2.69, 512.0: 2.79}

pytestmark = pytest.mark.usefixtures("close_figures")


@pytest.fixture(scope="module")
def grid():
    """A grid of two worlds whose curves are hinges with known elbows."""
    rng = np.random.default_rng(0)
    rows = []
    for world, size, seed in np.ndindex(2, 2, 2):
        about = {"world": world, "size": 32 + 16 * size, "params": 30_000 + size}
        for step, loss in enumerate(np.linspace(2.95, 2.55, 16) + 0.002 * size):
            about |= {"seed": seed, "step": step, "loss": loss}
            for examples, elbow in ELBOWS.items():
                few = np.isnan(examples)
                for draw in range(1 if few else 2):
                    score = 0.25 + 4 * max(elbow - loss, 0) + rng.normal(0, 0.01)
                    asked = {"setting": "few_shot" if few else "finetuned"}
                    asked |= {"examples": None if few else int(examples), "draw": draw}
                    asked |= {"accuracy": score, "accuracy_se": 0.02}
                    rows.append(about | asked)
    return pd.DataFrame(rows).astype({"examples": "Int64"})


def test_points_are_means_over_draws(grid):
    points = picture.lab_points(grid)
    assert len(points) == 8 * 16 * 3
    first = grid.query("examples == 16").iloc[:2]
    same = points.query("examples == 16").iloc[0]
    assert same["accuracy"] == pytest.approx(first["accuracy"].mean())
    assert points["accuracy_se"].notna().equals(points["examples"].isna())


def test_known_elbows_are_found_and_scores_past_the_ceiling_do_not_move_them(grid):
    points = picture.lab_points(grid)
    found = picture.lab_elbows(points)
    assert found["world"].tolist() == [0] * 3 + [1] * 3
    assert found["examples"].fillna(0).tolist() == 2 * [0, 16, 512]
    assert found["elbow"].tolist() == pytest.approx(2 * [*ELBOWS.values()], abs=0.012)
    assert (found["points"] == 2 * 2 * 16).all()
    assert found["slope"].between(3.4, 4.6).all()
    assert len(picture.lab_elbows(points, ["world", "size"])) == 2 * 2 * 3
    bent = points["accuracy"].where(points["accuracy"] < 0.5, 0.99)
    moved = picture.lab_elbows(points.assign(accuracy=bent))["elbow"]
    assert moved.tolist() == pytest.approx(2 * [*ELBOWS.values()], abs=0.012)


def test_the_picture_bends_at_the_elbows_and_rises_with_the_slopes(grid):
    points = picture.lab_points(grid).query("world == 0")
    elbows = picture.lab_elbows(points)
    axis = picture.lab_picture(points, elbows).axes[1]
    lines = [line.get_xydata() for line in axis.lines]
    bent = np.array([line for line in lines if len(line) == 3 and line[2][1] > 25])
    assert bent[:, 1, 0].tolist() == elbows["elbow"].tolist()
    assert (bent[:, :2, 1] == 25).all()
    rise = (bent[:, 2, 1] - 25) / (bent[:, 1, 0] - bent[:, 2, 0]) / 100
    assert rise == pytest.approx(elbows["slope"])
    assert picture.size_label(110_656) == "111k parameters"


def test_a_grid_is_saved_and_said_in_words(grid, tmp_path):
    path = tmp_path / "lab.png"
    lines = picture.save_picture(grid, path)
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert lines[1].startswith("few-shot accuracy before the elbow: 25.")
    assert "few-shot: elbow at 2.6" in lines[2]
    assert "finetuned on 512: elbow at 2.7" in lines[-1]
    flat = grid.assign(accuracy=0.25 + 0.001 * (grid["step"] % 2))
    assert sum("no elbow" in line for line in picture.save_picture(flat, path)) == 3
    few = grid[(grid["step"] < 2) & (grid["seed"] == 0) & (grid["size"] == 32)]
    (told,) = picture.save_picture(few, path)
    assert told == "too few checkpoints to fit an elbow; train longer (--steps)"
