"""Blind cuts: which models of a curve a method sees, and what it is asked about.

A cut is a line of a fixed grid of scale, every third of a decade or .02 nats. Models
beyond it are hidden. Nobody looks at a score to place it. Asked for are the hidden
models nearest to the middles of three ranges of distance from the last visible one.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression

from emergestudy import load
from emergestudy.errors import DataTableError
from emergestudy.forecasts.sources import OTHER, SOURCES, Source
from emergestudy.law import turned

# Fixed before the leaderboard was made, after a pilot on GPT-3's Table H.1.
DELTA = 0.05  # above chance: emerged
STEP = {"compute": 1 / 3, "loss": 0.02}  # decades; nats
# Ends of the ranges of distance: 1.5, 3, 8 and 30 times the compute; or nats.
RANGES = {"compute": np.log10([1.5, 3.0, 8.0, 30.0]), "loss": [0.03, 0.1, 0.2, 0.4]}
_NUMBERS = ("scale", "score", "chance", "n", "loss", "brier", "guess")
DISTANCES = ("near", "middle", "far")
LEAST_SCALES, LEAST_SEEN = 6, 4


@dataclass(frozen=True)
class Visible:
    """What a method sees of one curve: its models up to a cut, the weakest first.

    Attributes
    ----------
    x : {"compute", "loss"}
        What the scale is: log10 of training FLOPs, or *minus* the loss in nats a token,
        so that it grows with ability.
    scale, score : numpy.ndarray, (models,)
        Scale, and share of right answers when prompted (0 to 1).
    chance, delta : float
        Score of guessing; an ability has emerged at ``chance + delta``.
    n : numpy.ndarray, (models,)
        Test items behind each score, NaN where unknown.
    loss, brier : numpy.ndarray, (models,), or None
        Pretraining loss in nats (on a scale of compute), Brier score of the answers.
    guess : float
        Brier score of guessing, NaN without one.
    others : numpy.ndarray, (models, tasks), or None
        Scores of the same models on other tasks, with NaN.
    tuned : dict of str to numpy.ndarray, or None
        Finetuned scores of the same models: ``scale``, ``examples``, ``score``.
    """

    x: str
    scale: np.ndarray
    score: np.ndarray
    chance: float
    delta: float
    n: np.ndarray
    loss: np.ndarray | None = None
    brier: np.ndarray | None = None
    guess: float = float("nan")
    others: np.ndarray | None = None
    tuned: dict[str, np.ndarray] | None = None

    @property
    def last(self) -> float:
        """Scale of the last visible model."""
        return float(self.scale[-1])

    @property
    def before(self) -> bool:
        """Whether no visible model scores chance + delta."""
        return bool((self.score < self.chance + self.delta).all())


@dataclass(frozen=True)
class Curve:
    """All models of one curve of a data set, as a method with no cut would see them."""

    source: str
    name: str
    task: str
    whole: Visible

    @cached_property
    def crossing(self) -> float:
        """Where the isotonic fit of all scores reaches chance + delta; NaN if never.

        Linear between the two models around it. It grows with ability; no shape is
        assumed.
        """
        whole = self.whole
        u, at, size = np.unique(whole.scale, return_inverse=True, return_counts=True)
        mean = np.bincount(at, whole.score) / size
        fit = isotonic_regression(mean, weights=size).x
        level = whole.chance + whole.delta
        if fit[-1] < level:
            return float("nan")
        first = int(np.argmax(fit >= level))
        around = slice(max(first - 1, 0), first + 1)
        return float(np.interp(level, fit[around], u[around]))

    def visible(self, count: int) -> Visible:
        """Return what is seen of the first so many models."""
        whole = self.whole

        def known(values: np.ndarray | None) -> np.ndarray | None:
            part = None if values is None else values[:count]
            return part if part is not None and np.isfinite(part).all() else None

        brier, others, tuned = known(whole.brier), whole.others, whole.tuned
        if others is not None:
            others = others[:count, np.isfinite(others[:count]).any(axis=0)]
        if tuned is not None:
            before = tuned["scale"] <= whole.scale[count - 1]
            tuned = {name: values[before] for name, values in tuned.items()}
        seen = {name: getattr(whole, name)[:count] for name in ("scale", "score", "n")}
        seen |= {"loss": known(whole.loss), "brier": brier, "others": others}
        guess = float("nan") if brier is None else whole.guess
        return replace(whole, **seen, guess=guess, tuned=tuned)

    def targets(self, count: int) -> dict[str, int]:
        """Return the place of the hidden model that each distance asks for, if any."""
        u, ends = self.whole.scale, RANGES[self.whole.x]
        far, found = u[count:] - u[count - 1], {}
        for name, low, high in zip(DISTANCES, ends, ends[1:], strict=False):
            inside = np.flatnonzero((far >= low) & (far < high))
            if inside.size:
                nearest = np.abs(far[inside] - (low + high) / 2).argmin()
                found[name] = count + int(inside[nearest])
        return found

    def counts(self) -> Iterator[int]:
        """Yield how many models each cut of the grid shows, the fewest first."""
        u = self.whole.scale
        if len(np.unique(u)) < LEAST_SCALES:
            return
        line = np.floor(u / STEP[self.whole.x])
        for count in np.flatnonzero(np.diff(line)) + 1:
            if len(np.unique(u[:count])) >= LEAST_SEEN and self.targets(count):
                yield int(count)

    @cached_property
    def _content(self):
        cells = [self.whole.chance, self.whole.scale, self.whole.score]
        cells += list((self.whole.tuned or {}).values())
        text = json.dumps([np.round(part, 6).tolist() for part in cells])
        return hashlib.sha256(text.encode()).hexdigest()

    def seal(self, count: int) -> str:
        """Return a hash of the scores of the curve and how many of them are visible."""
        text = f"{count} {self._content}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def curves_of(source: Source) -> list[Curve]:
    """Return the curves of a data set, in its order, each in order of scale."""
    rows = source.read()
    rows = rows.assign(scale=turned(rows["scale"], source.x))
    found = []
    for name, part in rows.groupby("curve", sort=False):
        tuned = None
        if "examples" in part and part["examples"].notna().any():
            after = part[part["examples"].notna()]
            after = after.groupby(["scale", "examples"], as_index=False)["score"].mean()
            tuned = {n: after[n].to_numpy(float) for n in after}
            part = part[part["examples"].isna()]
        part = part.sort_values(["scale", "score"])
        known = {n: part[n].to_numpy(float) for n in _NUMBERS if n in part}
        known |= {n: float(known[n][0]) for n in ("chance", "guess") if n in known}
        known.setdefault("n", np.full(len(part), np.nan))
        others = part[[n for n in part if n.startswith(OTHER)]].to_numpy(float)
        whole = Visible(
            x=source.x,
            delta=DELTA,
            others=others if others.shape[1] else None,
            tuned=tuned,
            **known,
        )
        found.append(Curve(source.name, str(name), str(part["task"].iloc[0]), whole))
    return found


@lru_cache(maxsize=1)
def benchmark_curves() -> dict[tuple[str, str], Curve]:
    """Return every curve of every data set, by data set and name."""
    found = [curve for source in SOURCES for curve in curves_of(source)]
    return {(curve.source, curve.name): curve for curve in found}


def make_cuts() -> pd.DataFrame:
    """Lay out all cuts anew: the table ``forecast_cuts``, before it is frozen."""
    rows = [
        {
            "data_set": curve.source,
            "curve": curve.name,
            "task": curve.task,
            "x": curve.whole.x,
            "visible": count,
            "last": round(abs(float(curve.whole.scale[count - 1])), 4),
            "before": int(curve.visible(count).before),
            "sha256": curve.seal(count),
        }
        for curve in benchmark_curves().values()
        for count in curve.counts()
    ]
    return pd.DataFrame(rows)


def keys_of(cuts: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Return data set, curve and number of visible models of each cut."""
    columns = cuts[["data_set", "curve", "visible"]]
    return list(columns.itertuples(index=False, name=None))


def frozen_cuts() -> pd.DataFrame:
    """Load the frozen cuts, and hold the scores behind them against their hashes.

    `DataTableError` if a curve is no longer what it was when they were frozen.
    """
    cuts, curves = load("forecast_cuts"), benchmark_curves()
    for row in cuts.itertuples():
        curve = curves.get((row.data_set, row.curve))
        if curve is None or curve.seal(row.visible) != row.sha256:
            raise DataTableError(
                f"{row.data_set}: the scores of {row.curve!r} are not those that the "
                "cuts were frozen with; 'emergestudy forecast --freeze' freezes them "
                "anew and scores every method again"
            )
    return cuts
