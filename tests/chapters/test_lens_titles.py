import pandas as pd

from emergestudy.chapters.perplexity_lens.lens_titles import ratio_groups, titles


def test_tasks_are_named_from_the_table_or_by_a_short_name():
    assert titles(["sciq", "csqa", "unheard_of"]) == {
        "sciq": "SciQ",
        "csqa": "CommonsenseQA",
        "unheard_of": "unheard_of",
    }


def test_ratios_are_split_by_data_set():
    ratios = pd.DataFrame(
        {"dataset": ["pythia", "olmo"], "task": ["sciq", "mmlu"], "ratio": [1, 2]}
    )
    groups = ratio_groups(ratios)
    assert list(groups) == ["Pythia", "OLMo-2"]
    assert groups["OLMo-2"]["task"].tolist() == ["MMLU"]
