from emergestudy.chapters.forecasting import printed_oddities


def test_where_the_mle_and_the_truth_lie():
    rows = printed_oddities.elbow_intervals().set_index(["task", "method"])
    assert rows.loc[("GSM8K", "MCMC"), "mle_lies"] == "above p95"
    assert rows.loc[("MMLU", "MCMC"), "truth_lies"] == "below p5"
    assert rows.loc[("CoLA", "MCMC"), "truth_lies"] == "above p95"
    assert rows.loc[("CSQA", "Bootstrap"), "truth_lies"] == "inside"
    assert rows.loc[("APPS", "MCMC"), "truth_lies"] == "unknown"


def test_coverage_by_method():
    counts = printed_oddities.coverage(printed_oddities.elbow_intervals())
    assert counts.to_dict("records") == [
        {"method": "MCMC", "cover": 4, "of": 6},
        {"method": "Bootstrap", "cover": 3, "of": 6},
    ]


def test_errors_outside_their_own_brackets():
    rows = printed_oddities.brackets_without_point()
    assert set(zip(rows["task"], rows["setting"], strict=True)) == {
        ("MMLU", "-3 Smallest Subset"),
        ("MMLU", "-2 Largest Subset"),
        ("MMLU", "-3 Largest Subset"),
        ("CSQA", "Only Subset Sample 1"),
        ("GSM8K", "Last 5 Checkpoints"),
        ("CSQA", "Last 6 Checkpoints, Every Other Even"),
        ("MMLU", "-4 Last Checkpoints"),
    }
    assert (rows["error"] < rows["low"]).all()


def test_what_is_outside_in_words():
    rows = printed_oddities.elbow_intervals()
    said = printed_oddities.outside(rows, "mle")
    assert said == "GSM8K above p95 (MCMC); MMLU C4 V1 above p95 (Bootstrap)"
    inside = rows[rows["task"] == "CSQA"]
    assert printed_oddities.outside(inside, "truth") == "none"
