import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.your_models.own_laws import COLUMNS, own_laws
from emergestudy.law.simulation import TRUTH, SimulatedStudy

from .test_own_curves import own


def tuned(task="arc_easy"):
    study = SimulatedStudy(noise=0.005).draw(0)
    table = study.rename(columns={"score": "value"})[["loss", "examples", "value"]]
    about = own().head(1).drop(columns=["loss", "examples", "value", "task"])
    return about.merge(table, how="cross").assign(task=task)


def test_a_known_elbow_is_forecast():
    found = own_laws(tuned(), {})
    assert found.columns.tolist() == COLUMNS
    row = found.iloc[0]
    assert row["low"] < row["median"] < row["high"]
    assert row["median"] == pytest.approx(TRUTH, abs=0.1)


def test_too_few_amounts_make_no_law():
    table = tuned()
    assert own_laws(table[table["examples"].rank(method="dense") < 3], {}).empty
    assert own_laws(own(), {}).empty


def test_a_refusal_is_told():
    flat = tuned().assign(value=0.25)
    found = own_laws(flat, {})
    assert np.isnan(found["median"].iloc[0])
    assert found["amiss"].iloc[0] == "all scores are 0.25, so nothing rises."
    assert isinstance(found, pd.DataFrame)
