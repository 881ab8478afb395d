"""Why would abilities emerge: longer tasks, memory and knowledge, partial credit."""

import pytest

NAME = "explanations"


def test_changed_scores_move_points_and_verdicts(chapter, change):
    early = "setting == 'few_shot' and task == 'addition_{}_digit' and train_flops {}"
    change("gpt3_scores", early.format(2, "< 3e23"), "value", 0)
    change("gpt3_scores", early.format(5, "> 2e21"), "value", 90)
    change("gpt3_scores", "task == 'triviaqa'", "value", 9)
    change("pythia_memorization", "model == 'pythia-70m'", "value", 9)
    change("wei2022_scores", "locator == 'Fig. 2E'", "value", 20)
    found = chapter(NAME)
    depth = found["verdict/K21"]
    assert depth["verdict"] == "not decidable"  # no order of points refutes it
    assert "moves per step: addition (few shot) 0." in depth["decides"]
    assert 3 < found["explain/shifts"]["factor"].iloc[1] < 4  # subtraction: unchanged
    assert "shuffled objects (direct) too few points" in depth["decides"]
    assert "logical deduction (direct) 1.17 times (1.08 to 1.50)" in depth["decides"]
    assert "shuffled objects (direct) not reached" in depth["decides"]
    assert found["verdict/K22"]["verdict"] == "contradicted"
    decides = found["verdict/C18"]["decides"]
    assert found["verdict/C18"]["verdict"] == "only partly"
    assert "rises with every size at 0 of 7 token counts" in decides
    assert "5 of 6 few-shot closed-book curves" in decides
    assert "D, E, F, G, H with an emergent curve: D, G, H;" in decides
    assert (found["explain/lower"], found["explain/able"]) == (127, 167)
    assert 3 < found["explain/cot_times"] < 5
    assert 1.5 < found["explain/family_high"] < 2.5
    assert found["explain/families"]["points"].min() > 1
    tokens = found["explain/tokens"].set_index("model")["tau"]
    assert tokens["pythia-160m"] == pytest.approx(19 / 21, rel=1e-4)
    rates = found["explain/rates"].set_index(["chain", "model", "digits"])
    one = rates.loc[("subtraction", "GPT-3 175B", 3)]
    assert one["rate"] == pytest.approx(100 * (one["score"] / 100) ** (1 / 3), rel=1e-4)
    assert one["foreseen"] == pytest.approx(98.9**1.5 / 10, rel=1e-4)


def test_parameters_choose_tasks_axis_and_height(chapter, monkeypatch):
    from emergestudy import data

    known = data.tables().assign(columns="model, layers")
    monkeypatch.setattr(data, "tables", lambda: known)
    found = chapter(
        NAME, sums=["subtraction"], puzzles=["shuffled_objects"],
        prompting=["chain_of_thought"], shots="zero_shot", x_axis="params", bins=12,
        reach=0.9, questions="zero_shot", level=0.999, tolerance=0.0,
    )  # fmt: skip
    depth = found["verdict/K21"]
    assert depth["verdict"] == "pending"  # a table with depths reopens the question
    assert depth["decides"].startswith("emergence point in parameters moves per step")
    told = "at equal height shuffled objects (chain of thought) not reached"
    assert told in depth["decides"]
    assert "3 of 6 zero-shot closed-book curves" in found["verdict/K22"]["decides"]
    assert found["explain/rate_chain"] == "subtraction"
    assert found["explain/cot_pairs"] == found["explain/cot_earlier"] == 0
    assert found["explain/calls"]["chain"].value_counts().tolist() == [4, 3]
    assert found["explain/puzzles"].groupby("steps").size().max() <= 12
    wide = found["explain/shifts"].dropna()
    assert (wide["factor_low"] < wide["factor"]).all()
