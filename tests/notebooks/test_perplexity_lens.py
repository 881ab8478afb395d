"""The perplexity lens: verdicts follow the numbers, tables the parameters."""

from .conftest import words

TOP = "locator == 'Fig. 4 (top)' and model == {!r}"
SLIP = "figure == 'Fig. 4' and panel == 'bottom-right' and series == 'Gopher'"


def test_changed_numbers_take_the_verdicts_away(change, chapter):
    largest = "locator == 'Fig. 2G' and model == 'Gopher 280B'"
    change("wei2022_scores", largest, "value", 26)
    change("wei2022_scores", TOP.format("Gopher 280B"), "value", 19)
    change("wei2022_scores", TOP.format("Chinchilla 70B"), "value", 9)
    stem = "locator == 'Fig. 9' and task == 'mmlu_stem' and model == 'Chinchilla 70B'"
    change("wei2022_scores", stem, "value", 60)
    records = chapter("perplexity_lens", knots=3)
    found = words(records)
    assert found["Fig. 4A"] == "reproduced"
    assert found["Fig. 4B"] == "contradicted"  # no r of 0.9
    assert found["Fig. 4C"] == "only partly"  # one of two
    assert found["Fig. 4D"] == found["Fig. 4E"] == found["Fig. 4F"] == "only partly"
    assert found["C21"] == "only partly"  # the calls still agree
    assert found["K27"] == "contradicted"
    assert found["Fig. 10 STEM"] == "only partly"
    assert "values under none" in records["verdict/Fig. 10 STEM"]["decides"]
    assert "mean of 57" in records["verdict/Fig. 10 Social Science"]["decides"]
    assert found["K28"] == "contradicted"
    assert found["K29"] == "not decidable"
    assert "Gopher 280B" in records["verdict/Fig. 4D"]["decides"]  # drawn at 60
    assert records["lens/first_words"] == "no Gopher, Chinchilla 70B at 9.00"
    assert (records["lens/gaps"]["intervals"] == "none").all()


def test_a_point_drawn_right_needs_no_correction(change, chapter):
    change("wei2022_scores", TOP.format("Gopher 280B"), "value", 7.16)
    for point, own in enumerate([19.48, 14.29, 10.81], start=1):
        change("wei2022_points", f"{SLIP} and point == {point}", "x", own)
    found = words(chapter("perplexity_lens", knots=3, level=0.8))
    assert found["Fig. 4F"] == found["C21"] == "reproduced"
    assert found["Fig. 10 STEM"] == "reproduced with a correction"
    assert found["K28"] == "reproduced"
    assert found["K29"] == "only partly"  # Gopher has more than 100B, Chinchilla less


def test_other_parameters_change_the_tables_and_not_the_verdicts(chapter):
    how = {"gopher_at": "drawn", "dataset": "pythia", "keep": "final", "knots": 3}
    how |= {"rivals": ["train_tokens"], "folds": "sizes"}
    records = chapter("perplexity_lens", **how)
    assert records["lens/checkpoints"] == records["lens/runs"] == 10
    errors = records["lens/errors"]
    assert errors["axis"].tolist() == ["train_tokens", "perplexity"]
    assert errors.iloc[-1][["ratio", "low", "high"]].tolist() == [1, 1, 1]
    ratios = records["lens/ratios"]
    assert (ratios["rival"] == "train_tokens").all()
    assert ratios["ratio"].between(ratios["low"], ratios["high"]).all()
    assert words(records)["Fig. 4F"] == "reproduced with a correction"
    assert words(records)["K28"] == "only partly"
