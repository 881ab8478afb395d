"""Questions, answers, proper scores and the leaderboard."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from emergestudy.errors import EmergenceDataError
from emergestudy.forecasts import scoring
from emergestudy.forecasts.asking import Answer, ask
from emergestudy.forecasts.methods import SHARES

U = np.arange(18, 22.01, 0.25)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=8).map(sorted), st.floats(-3, 3))
def test_crps_is_the_integral_of_the_squared_distance_of_cdfs(draws, truth):
    ends = np.unique([*draws, truth])
    between = np.searchsorted(draws, ends[:-1], side="right") / len(draws)
    area = ((between - (ends[:-1] >= truth)) ** 2 * np.diff(ends)).sum()
    (found,) = scoring.crps(np.array([draws]), np.array([truth]))
    assert found == pytest.approx(area, abs=1e-9)


def test_an_answer_is_read_at_the_targets_and_its_place_from_the_scores(seen):
    here = seen(U[:9], np.full(9, 0.25))
    rising = ask(lambda v, at: 0.25 + 0.1 * (at - v.last), here, np.array([20.5, 21.4]))
    assert rising.scores == pytest.approx([0.3, 0.39])
    assert rising.place == pytest.approx(20.5)
    low = ask(lambda v, at: np.full(len(at), 0.29), here, np.array([21.0]))
    assert low.place is None
    clipped = ask(lambda v, at: list(at - 19), here, np.array([21.0]))
    assert clipped.scores.tolist() == [1.0]
    told = ask(lambda v, at: (at * 0, 23.5), here, np.array([21.0]))
    assert (told.scores[0], float(told.place)) == (0.0, 23.5)
    assert ask(lambda v, at: None, here, np.array([21.0])) == Answer(None)
    # Quantiles: low scores get there late, or not at all up to the horizon.
    slope = 0.02 + 0.1 * SHARES
    fan = ask(lambda v, at: 0.25 + np.outer(at - v.last, slope), here, np.array([21.0]))
    assert fan.scores.shape == (1, 19)
    assert fan.place[0] == pytest.approx(20 + 0.05 / 0.115, abs=1e-6)
    assert fan.place[9] == pytest.approx(20 + 0.05 / 0.07, abs=1e-6)
    assert fan.place[18] == pytest.approx(20 + np.log10(30))


@pytest.mark.parametrize(("answer", "says"), [
    (lambda at: [0.1, 0.2], r"shape \(2,\)"), (lambda at: (at, 1, 2), "not numbers"),
    (lambda at: np.zeros((len(at), 5)), "shape"), (lambda at: "many", "not numbers"),
    (lambda at: at * np.nan, "finite"), (lambda at: (at * 0, np.inf), "finite"),
    (lambda at: np.zeros((len(at), 19)) - SHARES, "quantiles fall"),
    (lambda at: (at * 0, [1.0, 2.0]), "the place"),
    (lambda at: (at * 0, -SHARES), "quantiles fall"),
])  # fmt: skip
def test_what_is_no_answer_is_named(seen, answer, says):
    with pytest.raises(EmergenceDataError, match=says):
        ask(lambda v, at: answer(at), seen(U[:9], U[:9] * 0), np.array([21.0]))


@pytest.fixture
def bench(monkeypatch, curve):
    """Tasks that rise by .1, .2 and .3 a decade from 20 on, and one that does not."""
    slopes = {"a": 0.1, "b": 0.2, "c": 0.3, "never": 0.0}
    made = {
        task: curve(U, 0.25 + slope * np.maximum(U - 20, 0), task=task)
        for task, slope in slopes.items()
    }
    curves = {("made", c.name): c for c in made.values()}
    monkeypatch.setattr(scoring, "benchmark_curves", lambda: curves)
    rows = [("made", c.name, c.task, "compute", 9, 1) for c in made.values()]
    names = ["data_set", "curve", "task", "x", "visible", "before"]
    return pd.DataFrame(rows, columns=names)


def test_questions_hold_the_truth_and_only_what_emerges_has_a_place(bench):
    asked = scoring.questions(bench)
    places = asked[asked["distance"] == ""].set_index("task")["truth"]
    assert places.to_dict() == pytest.approx({"a": 20.5, "b": 20.25, "c": 20 + 1 / 6})
    near = asked[(asked["task"] == "b") & (asked["distance"] != "")]
    assert near["truth"].tolist() == pytest.approx([0.3, 0.4, 0.5])  # 20.25, .75, 21.25
    assert near["k"].tolist() == [0, 1, 2]
    bench["before"] = 0
    assert "" not in set(scoring.questions(bench)["distance"])


def test_a_number_gets_the_errors_of_other_tasks_and_never_its_own(bench, monkeypatch):
    monkeypatch.setattr(scoring, "LEAST_ERRORS", 1)
    asked = scoring.questions(bench)
    answers = [Answer(np.full(3, 0.25), 20.0)] * 4
    _, draws = scoring.score_answers(asked, answers)
    row = (asked["task"] == "a") & (asked["distance"] == "far")
    found = draws[row][0]
    # At 1.25 decades the others rose by 0, .25 and .375 where a rose by .125.
    assert found.min() == pytest.approx(0.25, abs=0.01)
    assert found.max() == pytest.approx(0.625, abs=0.01)
    assert np.median(found) == pytest.approx(0.5, abs=0.01)
    place = draws[(asked["task"] == "c") & (asked["distance"] == "")][0]
    assert (place.min(), place.max()) == pytest.approx((20.25, 20.5), abs=0.01)


def test_scores_of_known_distributions(bench):
    asked = scoring.questions(bench)
    normal = stats.norm(0.4, 0.1)
    fans = [Answer(np.tile(normal.ppf(SHARES), (3, 1)), 20 + SHARES)] * 4
    scores, _ = scoring.score_answers(asked, fans)
    scores = scores.set_index(["question", "task", "distance"])
    row = scores.loc["A", "b", "middle"]  # the truth is 0.4
    exact = integrate.quad(lambda y: (normal.cdf(y) - (y >= 0.4)) ** 2, 0, 1)[0]
    assert row["score"] == pytest.approx(exact, rel=0.03)
    assert row["width"] == pytest.approx(normal.ppf(0.95) - normal.ppf(0.05), rel=0.03)
    assert (row["coverage"], row["answered"]) == (1, 1)
    assert row["interval_score"] == row["width"]
    assert scores.loc["A", "never", "far"]["coverage"] == 1  # 0.25: 6.7 % below
    assert scores.loc["A", "c", "far"]["coverage"] == 0  # 0.625
    late = scores.loc["A", "c", "far"]
    miss = 0.625 - normal.ppf(0.95)
    assert late["interval_score"] == pytest.approx(late["width"] + 20 * miss, rel=0.06)
    said = 1 - normal.cdf(0.3)
    for task, emerged in (("b", 1), ("never", 0)):
        brier = scores.loc["B", task, "far"]["score"]
        assert brier == pytest.approx((said - emerged) ** 2, abs=0.01)
    assert scores.loc["C", "a", ""]["score"] == pytest.approx(1 / 12, abs=0.01)
    assert np.isnan(scores.loc["B", "a", "near"]["coverage"])


def test_where_a_method_is_silent_the_last_visible_stands_in(bench, monkeypatch):
    monkeypatch.setattr(scoring, "LEAST_ERRORS", 1)
    base = [Answer(np.full(3, 0.25), 20.0)] * 4
    part = [*[Answer(np.full(3, 0.3), 20.1)] * 2, *[Answer(None)] * 2]
    answers = {"last visible": base, "silent": [Answer(None)] * 4, "part": part}
    board = scoring.leaderboard(scoring.score_all(bench, answers))
    silent = board[board["method"] == "silent"]
    assert silent["skill"].tolist() == [0, 0, 0]
    assert silent["answered"].tolist() == [0, 0, 0]
    share = board[board["method"] == "part"].set_index("question")["answered"]
    assert share["A"] == pytest.approx(50)
    assert list(dict.fromkeys(board["question"])) == ["A", "B", "C"]


def test_skill_is_of_task_means_with_a_bootstrap_over_tasks():
    rows = [
        (method, "A", "made", "compute", task, "near", n, 1.0, score, 0.9)
        for method, task, n, score in [
            ("last visible", "a", 1, 0.2), ("last visible", "b", 100, 0.4),
            ("mine", "a", 1, 0.1), ("mine", "b", 100, 0.4),
        ]
    ]  # fmt: skip
    names = "method question data_set x task distance forecasts answered score coverage"
    rows = pd.DataFrame(rows, columns=names.split())
    board = scoring.leaderboard(rows).set_index("method")
    mine = board.loc["mine"]
    assert mine["score"] == pytest.approx(25)  # points; tasks weigh alike
    assert mine["skill"] == pytest.approx(100 * (1 - 0.25 / 0.3))
    assert (mine["low"], mine["high"]) == pytest.approx((0, 50))
    assert (mine["tasks"], mine["forecasts"]) == (2, 101)
    assert (mine["coverage"], mine["unit"]) == (pytest.approx(90), "points")
    assert list(board.index) == ["mine", "last visible"]
    split = scoring.leaderboard(rows, ["task"])
    assert split.query("method == 'mine'")["skill"].tolist() == pytest.approx([50, 0])
