import numpy as np
import pandas as pd

from emergestudy.chapters.extrapolation import extrapolate

SCALE = 10.0 ** np.arange(18, 25)


def curve(name, score):
    return pd.DataFrame({"curve": name, "scale": SCALE, "score": score})


def call(name, point, verdict="emergent"):
    return {"curve": name, "verdict": verdict, "point": point}


def test_a_line_is_foreseen_and_a_jump_is_not():
    noise = 0.1 * np.array([1, -1, 1, -1, 1, -1, 1])
    line, jump = np.arange(7) + noise, np.array([0, 0, 0, 0, 0, 20, 50]) + noise
    curves = pd.concat([curve("line", line), curve("jump", jump)])
    calls = pd.DataFrame([call("line", 1e22), call("jump", 1e22)])
    found = extrapolate(curves, calls).set_index("curve")
    assert found["foreseen"].to_dict() == {"line": True, "jump": False}
    assert found.loc["line", "models_below"] == 4
    assert abs(found.loc["line", "predicted"] - 6) < 0.5


def test_only_emergent_curves_with_three_models_below_are_tried():
    curves = pd.concat([curve("few", SCALE * 0), curve("flat", SCALE * 0)])
    calls = pd.DataFrame([call("few", 1e20), call("flat", np.nan, "flat")])
    found = extrapolate(curves, calls)
    assert found.empty
    assert "foreseen" in found
