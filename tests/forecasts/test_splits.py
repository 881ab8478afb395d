import numpy as np
import pytest

from emergestudy.forecasts.splits import CUTS, few_shot, splits_of, true_elbow, visible


def test_the_truth_comes_from_few_shot_scores_alone(hinge_source):
    rows = hinge_source().read()
    assert true_elbow(rows, "loss").elbow == pytest.approx(2.0, abs=0.02)
    assert len(few_shot(rows)) == 25


def test_saturated_scores_do_not_move_the_truth(hinge_source):
    rows = hinge_source(tuned=False).read()
    rows["score"] = np.minimum(rows["score"], 0.33)
    assert true_elbow(rows, "loss").elbow == pytest.approx(2.0, abs=0.03)


def test_a_flat_curve_has_no_truth(hinge_source):
    rows = hinge_source(elbow=1.0).read()
    assert true_elbow(rows, "loss") is None
    assert true_elbow(rows.assign(score=0.25), "loss") is None


def test_splits_hide_more_and_more(hinge_source):
    splits = list(splits_of(hinge_source(tuned=False)))
    sizes = [len(split.seen.u) for split in splits]
    assert sizes == sorted(set(sizes), reverse=True)
    assert 3 <= len(splits) <= len(CUTS)
    for split in splits:
        assert split.distance == pytest.approx(split.truth - split.seen.u.max())
        assert split.distance >= 0


def test_nothing_hidden_is_seen(hinge_source):
    rows = hinge_source(brier=True).read()
    seen = visible(rows, "loss", -2.3)
    assert seen.u.max() <= -2.3
    assert seen.tuned["scale"].min() >= 2.3
    assert len(seen.brier) == len(seen.u) == len(seen.y)
    assert visible(rows, "loss", -2.8) is None
