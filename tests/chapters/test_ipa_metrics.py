from emergestudy.chapters.metric_choice.ipa_metrics import ipa_by_compute


def test_bleu_leaves_zero_before_exact_match_does():
    table = ipa_by_compute()
    assert table["models"].sum() == 57
    first = {m: (table[m] > 0.3).to_numpy().argmax() for m in ("exact_match", "bleu")}
    assert first["bleu"] < first["exact_match"]


def test_outliers_can_be_kept():
    assert ipa_by_compute(outliers=True)["models"].sum() > 57
