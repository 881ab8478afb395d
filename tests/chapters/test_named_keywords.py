from emergestudy.chapters.task_census.keyword_bars import drawn_bars
from emergestudy.chapters.task_census.named_keywords import named_keywords, numbers_in


def test_the_named_keywords_are_bars_of_figure_8():
    names = named_keywords()
    assert len(names) == 5
    assert set(names) <= set(drawn_bars().index)


def test_numbers_are_read_from_the_sentence():
    assert numbers_in("C31") == [8, 13]
    assert numbers_in("C33")[0] == 8
