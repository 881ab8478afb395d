"""The chapter *Forecasting emergence*: what its verdicts and tables depend on."""

NAME = "forecasting"
PUBLIC, LAB = "finetuned models", "the lab"


def test_changed_numbers_flip_the_verdicts_on_them(chapter, change):
    def printed(query, value):
        change("snell2024_results", query, "value", value)

    table3 = "locator == 'Table 3' and task_as_printed == "
    printed(f"{table3}'MMLU' and method == 'MLE'", 1.99)
    printed(f"{table3}'MMLU' and method == 'ground_truth'", 1.85)
    printed(f"{table3}'CoLA' and method == 'ground_truth'", 1.75)
    printed(f"{table3}'APPS' and method == 'MCMC' and statistic == 'p50'", 1.5)
    printed("locator == 'Table 2' and statistic == 'point'", 0.5)
    printed("source == 'snell2024press' and task_as_printed == 'CoLA'", 9.0)
    ahead = "source == 'snell2024predicting' and quantity == 'flops_in_advance'"
    printed(ahead, 4.0)
    found = chapter(NAME, data_sets=[PUBLIC], rivals=["log power law"])
    words = {key: found[f"verdict/{key}"]["verdict"] for key in ("P06", "P07", "P08")}
    assert words == {"P06": "contradicted", "P07": "contradicted", "P08": "only partly"}
    assert "3 of 4 with full data, 0 of 76" in found["verdict/P06"]["decides"]
    assert "factor 9 (CoLA)" in found["verdict/P07"]["decides"]

    elbows = found["verdict/Snell Fig. 16"]
    assert elbows["verdict"] == "only partly"
    assert "MMLU +0.140, CSQA +0.003, CoLA +0.019" in elbows["decides"]
    for item in ("Snell Fig. 5", "Snell Fig. 19"):
        assert "MMLU: steepest 0.008 nats" in found[f"verdict/{item}"]["decides"]
    cells, rows = (found[f"verdict/Snell Table {number}"] for number in (2, 3))
    assert (cells["verdict"], rows["verdict"]) == ("contradicted", "only partly")
    assert "0 of 4 full-data errors" in cells["decides"]
    assert "order in 13 of 14 rows; 0 of 0 brackets" in rows["decides"]
    assert "alike on 4 of 7 rows, not on APPS" in rows["decides"]
    ahead = found["verdict/Snell Fig. 7"]
    assert ahead["verdict"] == "only partly"
    assert "agree on 2 of 4" in ahead["decides"]


def test_tolerances_count_and_the_paper_keeps_its_own(chapter):
    how = {"tasks": ["CoLA", "MMLU"], "tolerance": 0.2, "methods": ["Bootstrap"]}
    how |= {"rivals": ["log power law", "few-shot hinge", "power law", "always beyond"]}
    how |= {"data_sets": [LAB, PUBLIC], "shown": "finetuned models: gsm8k"}
    found = chapter(NAME, **how, within=2.0)
    counts = found["forecast/successes"].set_index("task")
    assert counts.index.tolist() == ["CoLA", "MMLU"]
    assert counts["last_held_out"].tolist() == [2, 2]
    assert found["forecast/successes_all"] == counts["successes"].sum() == 28
    assert (found["forecast/cells"], found["forecast/last_of"]) == (38, 8)
    assert found["verdict/Snell Table 2"]["verdict"] == "consistent as printed"

    assert found["forecast/brackets_count"] == found["forecast/brackets_below"] == 7
    assert "GSM8K above p95 (MCMC)" in found["forecast/mle_outside"]
    assert found["forecast/truth_outside"].count(";") == 4
    assert (found["forecast/pinned"], found["forecast/gsm8k_pairs"]) == (3, 1)
    ahead = found["forecast/ahead"].set_index("task")
    assert ahead.loc["MMLU", "first_beyond"] == "13B at 629B"
    assert ahead["ratio"].round(2).tolist() == [3.0, 4.33, 1.87, 2.33]

    board = found["forecast/board"]
    assert board["bin"].drop_duplicates().tolist() == ["up to 1", "1 to 3", "over 3"]
    hits = board.pivot(index="rival", columns="bin", values="hit_rate")
    assert hits.loc["always beyond", ["up to 1", "over 3"]].tolist() == [100, 0]
    told = found["forecast/foretold"][["told", "blind", "low", "high"]].round(1)
    assert told.to_numpy().tolist() == [[0, -62.5, 62.5, 75], [37.5, 37.5, 0, 0]]
    assert found["verdict/K02"]["decides"].startswith("1 of 2 holds: splits of all")
    assert found["forecast/splits"] == found["forecast/law_splits"] == 9
    lab = found["forecast/in_lab"].set_index("rival")["splits"]
    assert lab.tolist() == [found["forecast/in_lab_splits"]] * 4 == [39] * 4
    by_data = found["forecast/by_data_set"].set_index("data_set")
    assert by_data.loc[LAB, ["curves", "splits"]].tolist() == [12, 50]
    law = found["forecast/beside_the_law"].set_index("rival").loc["log power law"]
    said = found["verdict/P06"]["decides"]
    assert f"{round(law['hit_rate'] * 9 / 100)} of 9 splits" in said


def test_what_the_parameters_leave_out_is_not_decided(chapter):
    found = chapter(NAME, data_sets=[LAB], rivals=["always beyond"])
    assert found["forecast/in_lab_splits"] == found["forecast/law_splits"] == "none"
    assert found["forecast/beside_the_law"].empty
    assert found["forecast/curves"] == 12
    assert set(found["forecast/one_curve"]["data_set"]) == {LAB}
    for claim in ("P06", "P07", "K02"):
        assert found[f"verdict/{claim}"]["verdict"] == "not decidable"
        assert "left out" in found[f"verdict/{claim}"]["decides"]
    assert found["verdict/P08"]["verdict"] == "consistent as printed"
