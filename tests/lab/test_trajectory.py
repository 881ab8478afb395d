import pandas as pd
import pytest

jax = pytest.importorskip("jax", reason="needs the extra 'lab'")

from emergestudy.data import load
from emergestudy.lab.corpus import BATCH, DOCUMENT_TOKENS, entropy_floor
from emergestudy.lab.settings import STEPS_PER_TUNING, LabSettings, Trajectory
from emergestudy.lab.train import pretrain
from emergestudy.lab.trajectory import Grader, train_trajectory


def test_a_run_has_a_row_for_each_checkpoint_and_setting(tiny, world):
    ticks = []
    rows = train_trajectory(tiny, tiny.trajectories[0], ticks.append)
    assert rows.groupby("step").size().to_dict() == {2: 5, 24: 5}
    assert (rows["tokens"] == rows["step"] * BATCH * DOCUMENT_TOKENS).all()
    assert rows["floor"].unique().tolist() == [entropy_floor(world)]
    assert rows["accuracy"].between(0, 1).all()
    shots = rows[rows["setting"] == "few_shot"]
    assert shots["examples"].isna().all()
    tuned = rows[rows["setting"] == "finetuned"]
    assert tuned[["examples", "draw"]].drop_duplicates().shape == (4, 2)
    assert sum(ticks) == 24 + 2 * 4 * STEPS_PER_TUNING


def test_the_committed_table_comes_out_again_on_any_machine(world):
    stored = load("lab").query(
        "world == 0 and size == 32 and seed == 0 and step == 250"
    )
    grade = Grader(world, 0, LabSettings(amounts=(64,)))
    checkpoint = next(pretrain(world, 32, 0, [250]))
    found = pd.DataFrame(grade(checkpoint, Trajectory(0, 32, 0)))
    stored = stored[stored["examples"].isna() | (stored["examples"] == 64)]
    assert len(stored) == len(found) == 3
    for name, within in (("loss", 1e-3), ("accuracy", 0.02), ("label_brier", 0.01)):
        assert found[name].tolist() == pytest.approx(stored[name].tolist(), abs=within)
    assert found["labels_seen"].tolist() == stored["labels_seen"].tolist()
    assert found["floor"].tolist() == pytest.approx(stored["floor"].tolist(), abs=1e-6)
