"""The chapter *Forecasting emergence*: what its verdicts and tables depend on."""

NAME = "forecasting"


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
    printed("source == 'snell2024predicting' and quantity == 'flops_in_advance'", 4.0)
    change("forecast_scores", "method == 'BNSL' and question == 'B'", "score", 0.0)
    change("forecast_scores", "method == 'law of 0.1'", "score", 1.0)
    found = chapter(NAME, traced=["last visible"])
    words = {key: found[f"verdict/{key}"]["verdict"] for key in ("P06", "P07", "P08")}
    assert words == {"P06": "contradicted", "P07": "contradicted", "P08": "only partly"}
    assert "3 of 4 with full data, 0 of 76" in found["verdict/P06"]["decides"]
    assert "BNSL 100 (100 to 100)" in found["verdict/K02"]["decides"]
    assert found["verdict/K02"]["verdict"] == "only partly"
    assert found["forecast/best_b"] == "BNSL"
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
    sets = ["the lab", "Wei et al. Fig. 2"]
    found = chapter(NAME, **how, data_sets=sets, question="C", traced=["logistic"])
    assert found["verdict/Snell Table 2"]["verdict"] == "consistent as printed"
    assert found["forecast/brackets_count"] == found["forecast/brackets_below"] == 7
    assert found["forecast/truth_outside"].count(";") == 4
    assert (found["forecast/pinned"], found["forecast/gsm8k_pairs"]) == (3, 1)
    assert (found["forecast/curves"], found["forecast/cuts"]) == (20, 198)
    apart = found["forecast/by_data_set"]
    assert set(apart["data_set"]) == set(sets)
    assert set(apart["unit"]) == {"nats", "decades"}
    assert set(found["forecast/one_curve"]["method"]) == {"logistic"}
    for claim in ("P06", "P07"):  # their data are left out
        assert found[f"verdict/{claim}"]["verdict"] == "not decidable"
