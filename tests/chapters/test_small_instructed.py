import pytest

from emergestudy.chapters.beyond_scale import small_instructed
from emergestudy.errors import UsageError


def test_tuning_helps_t5_at_every_size_and_lamda_from_69b():
    added = small_instructed.tuning_gains(small_instructed.tuned_scores())
    t5 = added.query("family == 'T5' and task == 'mmlu'")
    assert t5["untuned"].tolist() == [26.7, 25.7, 25.1, 25.7, 25.9]
    assert t5["gain"].round(1).tolist() == [2.0, 10.2, 20.0, 26.7, 29.2]
    lamda = small_instructed.lamda_gains().set_index("model")["gain"]
    assert (lamda[:3] < 0).all()
    assert (lamda[3:] > 0).all()


def test_panels_come_one_a_task_and_family():
    panels = small_instructed.tuned_panels(small_instructed.tuned_scores(["mmlu"]))
    assert [p.title.split("\n")[1] for p in panels] == [
        "PaLM (decoder)", "T5 (encoder-decoder)"
    ]  # fmt: skip
    assert panels[0].chance == 25
    assert set(panels[1].curves["series"]) == {"untuned", "instruction_tuned"}


@pytest.mark.parametrize(
    ("tasks", "prompting", "told"),
    [(["mmmlu"], "direct", "did you mean 'mmlu'"), (["mmlu"], "scratchpad", "there")],
)
def test_bad_selections_are_refused(tasks, prompting, told):
    with pytest.raises(UsageError, match=told):
        small_instructed.tuned_scores(tasks, prompting)
