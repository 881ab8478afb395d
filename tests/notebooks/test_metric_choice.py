"""The chapter *The choice of metric*: what its verdicts and tables depend on."""

NAME = "metric_choice"


def test_changed_numbers_flip_the_verdicts_on_them(chapter, change):
    loss = "locator == 'Fig. 5 (bottom)' and task == 'modified_arithmetic'"
    change("wei2022_scores", loss, "value", lambda y: 7 + (100 * y % 3) / 10)
    bleu = "locator == 'Fig. 7A' and metric == 'bleu'"
    change("wei2022_scores", bleu, "value", lambda y: range(10, 10 + 3 * len(y), 3))
    letters = "setting == 'multiple_choice_mc' and task == 'arc_easy'"
    change("olmo_scores", letters, "value", lambda y: 0.5 + y / 100)
    found = chapter(NAME)

    outcome = found["metric/outcomes"].set_index("task")
    assert outcome["outcome"].tolist() == [1, 2, 2, 2, 2, 2]
    assert outcome.loc["modified_arithmetic", "p"] > 0.05
    assert found["verdict/Fig. 5A"]["verdict"] == "only partly"
    assert found["verdict/Fig. 5B"]["verdict"] == "reproduced"
    assert found["verdict/K25"]["verdict"] == "only partly"
    assert "improves on 5 of 6 tasks" in found["verdict/App. A.1"]["decides"]

    steady = found["metric/calls"].set_index(["panel", "metric"]).loc[("A", "bleu")]
    assert steady["rise_before"] > 0.7
    assert "A bleu zero" not in found["verdict/C28"]["decides"]

    assert found["verdict/K23"]["verdict"] == "only partly"
    assert found["metric/7B_leaves"] == "none"


def test_the_chapter_as_it_is(chapter):
    found = chapter(NAME, small="low_end", outliers=True, draws=3)
    outcome = found["metric/outcomes"].set_index("task")
    assert (outcome["loss_last"] < outcome["loss_first"]).all()
    turns = ["word_unscrambling", "sports_understanding"]
    assert outcome.index[outcome["turns_up"]].tolist() == turns
    readings = found["metric/readings"].set_index("small")
    assert readings["loss_improves"].tolist() == [6, 6, 6]
    assert (readings["loss_only"] == 6 - readings["score_moves"]).all()
    assert found["metric/score_moves"] == readings.loc["low_end", "score_moves"] == 4

    foreseen = found["metric/foreseen"].set_index(["task", "model"])
    assert (foreseen["low"] < foreseen["foreseen"]).all()
    words = foreseen.loc["word_unscrambling"]
    assert words.loc["LaMDA 69B", ["loss", "reading"]].tolist() == [5.47, "below"]
    assert words.loc["LaMDA 137B", "reading"] == "above"
    steps = found["metric/steps"]
    assert (steps["expected"] - steps["p"] ** steps["steps"]).abs().max() < 1e-5
    error = (steps["expected"] * (1 - steps["expected"]) / 1000) ** 0.5
    assert ((steps["score"] - steps["expected"]).abs() <= 5 * error + 1e-3).all()
    points = found["metric/step_calls"].set_index("steps")["point"].dropna()
    assert points.is_monotonic_increasing
    shares = found["metric/shares"].set_index("steps")
    assert shares.loc[1, ["100", "1000", "10000"]].tolist() == [0, 0, 0]
    assert shares.loc[3, ["smallest", "10000"]].tolist() == [0.125, 0]

    calls = found["metric/format_calls"].set_index("metric")
    leaves = calls.loc["letter"]
    assert (leaves["verdict"] == "undetermined").all()
    assert leaves[["better_end", "perplexity", "worse_end"]].isna().all(axis=None)
    assert (calls.loc[["cloze", "bits_per_byte"], "verdict"] == "above").all()
    assert found["metric/match_verdict"] == "undetermined"  # by the outliers


def test_what_the_parameters_leave_out_is_not_decided(chapter):
    tasks = ["sports_understanding", "logical_args"]
    found = chapter(NAME, tasks=tasks, steps=["2", "1", "1"], draws=1)
    assert found["metric/outcomes"]["task"].tolist() == tasks
    assert found["metric/shares"]["steps"].tolist() == [1, 2]
    assert found["metric/jumps"] == "Nowhere here"
    assert found["metric/text_tasks"] == 0
    for item in ("Fig. 5A", "App. A.1", "C27", "K23", "K25"):
        assert found[f"verdict/{item}"]["verdict"] == "not decidable"
    assert found["verdict/Fig. 6B"]["verdict"] == "only partly"
