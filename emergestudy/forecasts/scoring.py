"""Score what methods answer by proper rules, and lay out the leaderboard.

Three questions: (A) the score of a larger model, by CRPS; (B) has it emerged there,
only where no visible model has, by the Brier score; (C) where it emerges, by CRPS, on
curves that do emerge, later than all that is visible.

A number becomes a distribution by the method's errors on other tasks: of the same data
set, at a like distance, and as much before or after emergence; of all data sets with
that kind of scale where these are fewer than `LEAST_ERRORS`. Where a method does not
answer, or its errors on other tasks are not known, "last visible" stands in: silence
earns nothing.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from tqdm import tqdm

from emergestudy.forecasts.asking import Answer, ask_all
from emergestudy.forecasts.cuts import DELTA, benchmark_curves, frozen_cuts, keys_of
from emergestudy.forecasts.methods import METHODS, SHARES, Method

BASELINE = "last visible"
DRAWS = 99  # equally likely values that stand for a distribution
LEAST_ERRORS = 10
RESAMPLES, SEED = 2000, 0
_LEVELS = (np.arange(DRAWS) + 0.5) / DRAWS


def questions(cuts: pd.DataFrame) -> pd.DataFrame:
    """Return what is asked at each cut, one row a question, with the ``truth``.

    ``distance`` is that of the hidden model (A and B; ``k`` is its place among those of
    its cut), or "" for the place of emergence (C); ``chance`` and ``last`` belong to
    the cut, whose row is ``cut``.
    """
    curves, rows = benchmark_curves(), []
    for cut in cuts.itertuples():
        curve = curves[cut.data_set, cut.curve]
        u, y = curve.whole.scale, curve.whole.score
        about = {"cut": cut.Index, "data_set": cut.data_set, "task": cut.task}
        about |= {"x": cut.x, "before": bool(cut.before), "chance": curve.whole.chance}
        about |= {"last": u[cut.visible - 1]}
        for k, (name, row) in enumerate(curve.targets(cut.visible).items()):
            rows.append(about | {"distance": name, "k": k, "truth": y[row]})
        if cut.before and curve.crossing > about["last"]:
            rows.append(about | {"distance": "", "k": -1, "truth": curve.crossing})
    return pd.DataFrame(rows)


def score_answers(
    asked: pd.DataFrame, answers: Sequence[Answer], instead: np.ndarray | None = None
) -> tuple[pd.DataFrame, np.ndarray]:
    """Score the answers of one method to `questions`, an answer a cut.

    Where there is none, the draws ``instead`` stand in, (questions, draws). Returns one
    row a question, data set, task and distance: ``forecasts``, ``answered`` (share),
    mean ``score``, ``coverage`` and ``width`` of the central 90 %, and its mean
    ``interval_score``; score and width in shares, or decades or nats (C). Beside that
    it returns the draws that were scored, (questions, draws).
    """
    draws = np.full((len(asked), DRAWS), np.nan)
    points = np.full(len(asked), np.nan)
    for row, (cut, k) in enumerate(zip(asked["cut"], asked["k"], strict=True)):
        found = answers[cut]
        value = found.place if k < 0 else found.scores
        if value is not None and k >= 0:
            value = value[k]
        if value is not None and np.ndim(value):
            draws[row] = np.interp(_LEVELS, SHARES, value)
        elif value is not None:
            points[row] = value
    _dress(asked, points, draws)
    answered = np.isfinite(draws[:, 0])
    if instead is not None:
        draws = np.where(answered[:, None], draws, instead)
    place = (asked["distance"] == "").to_numpy()
    low = np.where(place, asked["last"], 0.0)[:, None]
    draws = np.sort(np.clip(draws, low, np.where(place, np.inf, 1.0)[:, None]))
    truth = asked["truth"].to_numpy()
    ends = np.quantile(draws, [0.05, 0.95], axis=1)
    miss = np.maximum(ends[0] - truth, 0) + np.maximum(truth - ends[1], 0)
    rows = asked[["data_set", "x", "task", "distance"]].assign(
        question=np.where(place, "C", "A"),
        forecasts=1,
        answered=answered.astype(float),
        score=crps(draws, truth),
        coverage=(miss == 0).astype(float),
        width=ends[1] - ends[0],
        interval_score=ends[1] - ends[0] + 20 * miss,
    )
    yes = asked["chance"] + DELTA - 1e-9
    said = (draws >= yes.to_numpy()[:, None]).mean(axis=1)
    emerged = (said - (asked["truth"] >= yes)) ** 2
    rows_b = rows.assign(question="B", score=emerged)
    rows_b[["coverage", "width", "interval_score"]] = np.nan
    rows = pd.concat([rows, rows_b[asked["before"] & ~place]])
    keys = ["question", "data_set", "x", "task", "distance"]
    means = dict.fromkeys(rows.columns.drop(keys), "mean") | {"forecasts": "size"}
    return rows.groupby(keys, as_index=False, sort=False).agg(means), draws


def _dress(asked, points, draws):
    """Fill in draws where there are points: the point plus errors on other tasks."""
    table = asked[["data_set", "x", "task", "distance", "before"]].assign(
        point=points, error=asked["truth"] - points, row=np.arange(len(asked))
    )
    table = table[np.isfinite(points)]
    pools = (["data_set", "distance", "before"], ["x", "distance", "before"])
    wide = dict(list(table.groupby(pools[1])))
    for _, group in table.groupby(pools[0]):
        pool = wide[tuple(group[pools[1]].iloc[0])]
        for task, own in group.groupby("task"):
            errors = group.loc[group["task"] != task, "error"]
            if len(errors) < LEAST_ERRORS:
                errors = pool.loc[pool["task"] != task, "error"]
            if len(errors):
                error = np.quantile(errors, _LEVELS)
                draws[own["row"]] = own["point"].to_numpy()[:, None] + error


def crps(draws: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return the continuous ranked probability score of equally likely draws.

    It is ``E|X - y| - E|X - X'| / 2``: an absolute error for one draw, and less for a
    distribution around the truth (Gneiting and Raftery 2007). ``draws``, (forecasts,
    draws), are sorted along the last axis; ``truth`` is (forecasts,).
    """
    count = draws.shape[1]
    spread = draws @ (2 * np.arange(count) - count + 1) / count**2
    return np.abs(draws - truth[:, None]).mean(axis=1) - spread


def forecast(method: Method, name: str = "mine") -> pd.DataFrame:
    """Score a method on every cut of the benchmark.

    Parameters
    ----------
    method : callable
        ``method(visible, at)``: see `emergestudy.forecasts.methods`.
    name : str
        What the column ``method`` says.

    Returns
    -------
    pandas.DataFrame
        As the table ``forecast_scores``, with the rows of "last visible" too, for
        `leaderboard`.

    Raises
    ------
    EmergenceDataError
        If an answer is not what a method has to return; it names the cut.
    """
    cuts = frozen_cuts()
    keys = keys_of(cuts)
    asked = tqdm(ask_all(method, keys), total=len(keys), unit="cut", disable=None)
    base = list(ask_all(METHODS[BASELINE], keys))
    return score_all(cuts, {BASELINE: base, name: list(asked)})


def score_all(cuts: pd.DataFrame, answers: dict[str, Sequence[Answer]]) -> pd.DataFrame:
    """Score the answers of several methods, "last visible" among them, by method."""
    asked = questions(cuts.reset_index(drop=True))
    _, instead = score_answers(asked, answers[BASELINE])
    found = {n: score_answers(asked, own, instead)[0] for n, own in answers.items()}
    table = pd.concat(found, names=["method", "row"])
    return table.reset_index("method").reset_index(drop=True)


def leaderboard(scores: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Compare methods with "last visible": skill with a bootstrap over tasks.

    Parameters
    ----------
    scores : pandas.DataFrame
        The table ``forecast_scores``, or what `forecast` returns.
    by : sequence of str
        Columns to set apart, for instance ``["data_set"]``.

    Returns
    -------
    pandas.DataFrame
        One row a question, kind of scale (C), ``by`` and method, the best first:
        ``tasks``, ``forecasts``, ``answered`` and ``coverage`` (percent), ``score``
        (mean over tasks of their means; points, Brier score times 100, decades or
        nats), ``skill`` with ``low`` and ``high``: percent that the score is below that
        of "last visible", and its central 90 % over `RESAMPLES` draws of the tasks.
    """
    unit = scores["x"].map({"compute": "decades", "loss": "nats"})
    unit = unit.where(scores["question"] == "C", "points")
    keys = ["question", "unit", *by]
    rows = []
    for key, part in scores.assign(unit=unit).groupby(keys, sort=False):
        means = _by_task(part, "score")
        if BASELINE not in means:
            continue
        rng = np.random.default_rng(SEED)
        drawn = rng.integers(0, len(means), (RESAMPLES, len(means)))
        base = means[BASELINE].to_numpy()
        for name in means:
            own = means[name].to_numpy()
            again = 1 - own[drawn].mean(axis=1) / base[drawn].mean(axis=1)
            low, high = np.quantile(again, [0.05, 0.95])
            times = 1 if key[1] != "points" else 100
            rows.append(
                dict(zip(keys, key, strict=True))
                | {"method": name, "tasks": len(means)}
                | {"forecasts": part.loc[part["method"] == name, "forecasts"].sum()}
                | {"answered": 100 * _by_task(part, "answered")[name].mean()}
                | {"coverage": 100 * _by_task(part, "coverage")[name].mean()}
                | {"score": times * own.mean()}
                | {"skill": 100 * (1 - own.mean() / base.mean())}
                | {"low": 100 * low, "high": 100 * high}
            )
    board = pd.DataFrame(rows)
    place = board.groupby(keys, sort=False).ngroup()
    best = np.lexsort((board["score"], place, board["question"]))
    return board.iloc[best].reset_index(drop=True)


def _by_task(part, column):
    """Mean of a column by task and method, over all its forecasts."""
    weight = part["forecasts"].where(part[column].notna())
    total = (part[column] * weight).groupby([part["task"], part["method"]]).sum()
    mean = total / weight.groupby([part["task"], part["method"]]).sum()
    names = part["method"].unique()
    return mean.unstack("method")[list(names)]
