import numpy as np

from emergestudy.chapters.examples import example_fits, example_table
from emergestudy.forecasts.calibration import KINDS


def test_one_example_of_each_kind_the_same_every_time():
    first, again = (example_table(example_fits(8, 1000, 0.9)) for _ in range(2))
    assert first["kind"].tolist() == list(KINDS)
    assert first.equals(again)
    has_elbow = first["true_elbow"].notna()
    assert set(first.loc[has_elbow, "kind"]) == {"hinge", "hinge_ceiling", "logistic"}
    emergent = first["verdict"] == "emergent"
    assert np.isfinite(first.loc[emergent, "point"]).all()
