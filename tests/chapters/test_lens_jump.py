import pytest

from emergestudy.chapters.perplexity_lens.lens_jump import letter_calls, letter_points
from emergestudy.errors import UsageError


def test_both_runs_leave_chance_at_one_compute_and_loss_but_not_at_one_token_count():
    points = letter_points()
    assert points["family"].unique().tolist() == ["7B", "13B"]
    calls = letter_calls(points)
    ratio = calls.groupby("axis")["point"].agg(lambda p: p.max() / p.min())
    assert calls["verdict"].eq("emergent").all()
    assert ratio["train_flops"] < 1.1
    assert ratio["perplexity"] < 1.02
    assert ratio["train_tokens"] > 1.5


def test_an_unknown_task_is_refused():
    with pytest.raises(UsageError, match="no task of olmo named 'squad'"):
        letter_points("squad")
