"""The chapter *Figure 2 again, on open models*: places, spread and reversals."""

import numpy as np
import pytest

NAME = "open_models"


def test_families_are_placed_by_what_their_sizes_show(chapter):
    found = chapter(NAME, tasks=["arithmetic_3da"], families=["Pythia", "OPT", "XGLM"])
    calls = found["open/calls"].set_index("family")
    left = calls.loc[["Llama-2", "OPT", "Pythia", "XGLM"], "left"]
    assert left.tolist() == ["before its smallest", "not placed", "emergent", "flat"]
    spread = found["open/spread"].iloc[0]
    assert spread["families"] == len(calls)
    assert spread["emergent"] == found["open/emergent"]
    points = calls.loc[calls["left"] == "emergent", "point"]
    assert spread["earliest"] == points.idxmin()
    decades = np.log10(points.max() / points.min())
    assert spread["decades"] == pytest.approx(decades, rel=1e-4)
    assert spread["at_least"] >= spread["decades"]
    near = found["open/near"].iloc[0]
    assert near["gap"] == pytest.approx(near["best_score"] - near["worst_score"])
    rest = found["open/residuals"].iloc[0]
    assert rest["sampling_sd"] < rest["within"] < rest["sd"]
    assert 0 < rest["explained"] < 1


def test_without_examples_no_pythia_adds(chapter):
    found = chapter(NAME, shots=0, tasks=["mmlu"], families=["Llama"], x_axis="params")
    assert found["open/largest_drop"] < 10
    assert found["open/most"] < 1e12
