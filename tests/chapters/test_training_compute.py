import pandas as pd

from emergestudy.chapters.prompting_and_finetuning.training_compute import place_on


def test_a_model_is_the_nearest_of_its_family_within_a_tenth():
    pairs = pd.DataFrame(
        {
            "family": ["LaMDA", "LaMDA", "T5", "InstructGPT"],
            "model": ["LaMDA 420M", "LaMDA 68B", "T5-Small", "GPT 175B"],
            "params": [4.2e8, 6.8e10, 8e7, 1.75e11],
        }
    )
    placed = place_on(pairs, "train_flops")
    assert placed["model"].tolist() == ["LaMDA 420M", "LaMDA 68B"]
    assert placed["scale"].tolist() == [4.08e20, 1.2e23]
    assert place_on(pairs, "params")["scale"].tolist() == pairs["params"].tolist()
