import pandas as pd

from emergestudy.chapters.prompting_and_finetuning import tallies
from emergestudy.chapters.prompting_and_finetuning.chain_of_thought_tables import (
    chain_of_thought_pairs,
)
from emergestudy.chapters.prompting_and_finetuning.crossings import crossings
from emergestudy.chapters.prompting_and_finetuning.paired_scores import with_gain


def test_places_in_words():
    call = {"verdict": "helps_from", "point": 2e22, "low": 1e22, "high": float("inf")}
    assert tallies.in_words(call) == "2.0e22 (1.0e22 to inf)"
    call |= {"verdict": "no_effect", "point": float("nan")}
    assert tallies.in_words(call) == "no effect"


def test_counts_add_up():
    pairs = chain_of_thought_pairs(["gsm8k", "svamp"])
    calls = crossings(pairs)
    counts = tallies.count_calls(calls)
    assert counts["all"].sum() == len(calls) == 6
    assert counts.columns.tolist() == ["LaMDA", "PaLM", "InstructGPT", "all"]
    models = tallies.by_model(with_gain(pairs))
    assert (models["tasks"] == 2).all()
    assert len(models) == pairs["model"].nunique()
    assert (models["higher"] + models["lower"] <= models["tasks"]).all()
    assert (models["helps"] <= models["higher"]).all()


def test_models_come_by_family_and_size():
    gains = pd.DataFrame(
        {
            "family": ["PaLM", "PaLM", "LaMDA"],
            "model": ["large", "small", "other"],
            "scale": [2.0, 1.0, 3.0],
            "gain": [1.0, -1.0, 0.0],
            "effect": ["helps", "lower", "equal"],
        }
    )
    table = tallies.by_model(gains)
    assert table["model"].tolist() == ["small", "large", "other"]
    assert table["hurts"].tolist() == [0, 0, 0]
    assert table["lower"].tolist() == [1, 0, 0]
