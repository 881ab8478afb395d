from emergestudy.chapters.perplexity_lens.lens_points import lens_points
from emergestudy.chapters.perplexity_lens.lens_threshold import (
    at_most,
    first_above_chance,
    first_in_words,
)


def test_the_first_models_above_chance():
    first = first_above_chance(lens_points(), margin=5.0)
    assert first["first_model"].tolist() == ["Gopher 280B", "Chinchilla 70B"]
    assert first["perplexity"].tolist() == [8.12, 7.20]
    assert first["perplexity_before"].tolist() == [10.81, 10.73]


def test_a_smaller_margin_names_earlier_models():
    first = first_above_chance(lens_points(), margin=2.0)
    assert first["first_model"].tolist() == ["Gopher 1.4B", "Chinchilla 7.1B"]


def test_a_margin_that_nobody_meets_names_nobody():
    first = first_above_chance(lens_points(), margin=50.0)
    assert first["first_model"].tolist() == ["none", "none"]
    assert first_in_words(first) == "no Gopher, no Chinchilla"


def test_models_at_most_at_a_perplexity():
    assert at_most(lens_points(), 7.5)["model"].tolist() == ["Chinchilla 70B"]
    assert len(at_most(lens_points(gopher_at="drawn"), 7.5)) == 2
