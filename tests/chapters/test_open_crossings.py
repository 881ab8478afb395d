import numpy as np
import pytest

from emergestudy.chapters.prompting_and_finetuning import open_crossings
from emergestudy.chapters.prompting_and_finetuning.open_pairs import open_pairs
from emergestudy.errors import UsageError


@pytest.fixture(scope="module")
def bbh():
    return open_pairs("bbh_overall")


def test_all_models_together_start_to_gain_near_2e22(bbh):
    call = open_crossings.pooled_crossings([open_crossings.CASES[0]]).iloc[0]
    assert call["verdict"] == "helps_from"
    assert call["low"] < call["point"] < call["high"]
    assert 1e22 < call["point"] < 4e22
    assert call["models"] == len(bbh)
    assert call["families"] == bbh["family"].nunique()


def test_each_family_is_left_out_once(bbh):
    some = bbh[bbh["family"].isin(["OPT", "Llama", "Qwen1.5"])]
    table = open_crossings.leave_out_families(some)
    assert sorted(table["left_out"]) == ["Llama", "OPT", "Qwen1.5"]
    with pytest.raises(UsageError, match="fewer than 3 models without OPT"):
        open_crossings.leave_out_families(bbh[bbh["family"] == "OPT"])


def test_the_panel_holds_points_curve_and_crossing(bbh):
    panel = open_crossings.gain_panel(bbh, "BBH")
    assert np.allclose(panel.points["gain"], bbh["technique"] - bbh["baseline"])
    call = open_crossings.pooled_crossings([open_crossings.CASES[0]]).iloc[0]
    assert panel.crossing == (call["low"], call["point"], call["high"])
    late = panel.curve[panel.curve["scale"] > 1e24]["gain"]
    assert late.min() > 10
