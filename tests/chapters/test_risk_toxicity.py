from emergestudy.chapters.emergent_risks import risk_toxicity


def test_two_prints_of_one_model_differ():
    table = risk_toxicity.two_prints().set_index(["measure", "model"])["difference"]
    assert table["Toxic prompts", "PaLM 62B"] == -4
    assert table["Non-toxic prompts", "PaLM 8B"] == 0
    assert len(table) == 6


def test_no_interval_where_the_division_of_the_prompts_is_unknown():
    points = risk_toxicity.real_toxicity()
    assert len(points) == 2 * 4 * 3
    assert points["stderr"].isna().all()


def test_unprompted_toxicity_is_in_percent():
    points = risk_toxicity.unprompted().set_index("model")["score"].round(6)
    assert points.to_dict() == {"Chinchilla 70B": 8.7, "Gopher 280B": 8.1}
