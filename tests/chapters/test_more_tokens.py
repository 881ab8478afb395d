from emergestudy.chapters.beyond_scale import gains, more_tokens


def test_word_in_context_leaves_chance_as_tokens_grow():
    table = more_tokens.palm_by_tokens()
    assert len(table) == 26
    first = table.iloc[0]
    assert first["task"] == "wic"
    assert first[["before", "middle", "after"]].tolist() == [50.8, 53.8, 59.1]
    assert gains.crossed(table)["task"].tolist() == ["wic"]


def test_the_continued_checkpoints_are_another_family():
    wic = more_tokens.palm_by_tokens("U-PaLM").set_index("task").loc["wic"]
    assert wic[["before", "middle", "after"]].tolist() == [52.2, 58.0, 62.2]


def test_the_longer_run_of_62b_is_read_at_one_shot():
    table = more_tokens.palm_62b_longer().set_index("task")
    assert table.loc["wic", ["before", "after"]].tolist() == [48.6, 55.5]
    assert table.loc["triviaqa", ["before", "after"]].tolist() == [72.7, 74.8]
