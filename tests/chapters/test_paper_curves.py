from emergestudy.chapters.paper_curves import paper_curves, tasks_with_chance
from emergestudy.data import load


def test_every_curve_of_figure_2_and_table_h1_with_known_chance_is_there():
    curves = paper_curves()
    names = curves["curve"].unique()
    assert sum(n.startswith("2") for n in names) == 17
    assert sum(n.startswith("H.1") for n in names) == 3 * len(tasks_with_chance())
    assert curves[["scale", "score", "chance"]].notna().all(axis=None)


def test_unknown_chance_levels_are_left_out():
    scores = load("gpt3_scores")
    unknown = scores.loc[scores["chance"].isna(), "task"].unique()
    assert "triviaqa" in unknown
    assert not set(unknown) & set(tasks_with_chance())


def test_parameters_can_be_the_scale():
    assert paper_curves("params")["scale"].max() < 1e13
