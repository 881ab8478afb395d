from emergestudy.chapters.metric_choice.lamda_metrics import fig7_scores
from emergestudy.chapters.metric_choice.metric_calls import (
    call_metrics,
    distinct_curves,
    emergent_under,
)


def test_metrics_that_are_zero_everywhere_are_named():
    calls = call_metrics()
    zero = calls.loc[calls["verdict"] == "zero", ["panel", "metric"]]
    assert sorted(zero.itertuples(index=False, name=None)) == [
        ("A", "bleu"), ("A", "rouge2"), ("B", "exact_match"), ("C", "bleu"),
        ("C", "rouge2"),
    ]  # fmt: skip
    counts = emergent_under(calls)
    assert counts["metrics"].tolist() == [7, 6, 8]
    assert (counts[["zero", "emergent", "other"]].sum(axis=1) == counts.metrics).all()


def test_soft_metrics_rise_before_the_jump():
    calls = call_metrics().set_index(["panel", "metric"])["rise_before"]
    assert calls["A", "exact_match"] < 0.1 < calls["A", "bleurt"]


def test_a_steady_metric_is_not_called_emergent():
    scores = fig7_scores().query("panel == 'C' and metric == 'exact_match'")
    steady = scores.assign(value=range(10, 10 + 3 * len(scores), 3))
    assert call_metrics(steady)["verdict"].item() != "zero"
    assert call_metrics(steady)["rise_before"].item() > 0.7


def test_metrics_that_agree_at_every_size_count_once():
    table = distinct_curves(fig7_scores())
    assert table["panel"].value_counts().to_dict() == {"A": 4, "B": 6, "C": 4}
    together = set(table["metrics"])
    assert "exact_match, rouge1, rouge_l_sum, sequence_f1" in together
    assert table.loc[table["zero"], "metrics"].tolist() == [
        "bleu, rouge2", "exact_match", "bleu, rouge2",
    ]  # fmt: skip
