"""What a grid of the lab trains: sizes, seeds, worlds, checkpoints, amounts."""

import json
from dataclasses import asdict, dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from emergestudy.errors import UsageError
from emergestudy.lab.world import CLASSES, NOISE, RELATIONS, TRAIN_ENTITIES

HIGHEST_RATE = 0.01
STEPS_PER_TUNING = 7.5  # one run of finetuning costs about as much as so many steps
MOST, MOST_STEPS = 1000, 10_000_000  # of seeds, worlds or draws; of a run
SPAN = 12  # the last checkpoint has so many times the steps of the first


class Trajectory(NamedTuple):
    """One training run: seed of the world, width, seed of weights and text."""

    world: int
    size: int
    seed: int

    @property
    def name(self) -> str:
        """Name of its files."""
        return f"world{self.world}_size{self.size}_seed{self.seed}"


class Study(NamedTuple):
    """A world of a designed grid: its seed, rate, number of relations and noise."""

    world: int
    q_rate: float
    relations: int = RELATIONS
    noise: float = NOISE


@dataclass(frozen=True)
class LabSettings:
    """A grid of training runs.

    Attributes
    ----------
    sizes : tuple of int
        Widths of the models, 8 to 256 in steps of 4.
    seeds, worlds : int
        How many of each; they are numbered from 0.
    q_rate : float
        Probability, up to 0.01, that a statement about a train entity uses the rare
        relation.
    amounts : tuple of int
        Examples to finetune on, 4 to 512; none: prompting alone.
    draws : int
        How often the examples are drawn for each amount.
    steps, checkpoints : int
        Length of training, and how many checkpoints are kept: the first after a twelfth
        of it, the last at its end, each later than the one before by the same factor.
    even : bool
        Equal steps between checkpoints instead: more of them late, where scores rise.
    studies : tuple of Study
        Worlds to train in, in place of `worlds` and `q_rate`.

    Raises
    ------
    UsageError
        If a value is outside what the lab can train.
    """

    sizes: tuple[int, ...] = (32, 48, 64)
    seeds: int = 3
    worlds: int = 1
    q_rate: float = 0.0004
    amounts: tuple[int, ...] = (16, 32, 64, 128, 256, 512)
    draws: int = 2
    steps: int = 3000
    checkpoints: int = 16
    even: bool = False
    studies: tuple[Study, ...] = ()

    def __post_init__(self) -> None:
        for name in ("seeds", "worlds", "draws"):
            if not 1 <= (count := getattr(self, name)) <= MOST:
                raise UsageError(f"{name} is {count}; it has to be from 1 to {MOST}")
        if not self.sizes:
            raise UsageError("no size is given; give at least one")
        for kind, values in {"size": self.sizes, "amount": self.amounts}.items():
            for value in values:
                if values.count(value) > 1:
                    raise UsageError(f"{kind} {value} is given twice; give it once")
        for size in self.sizes:
            if not 8 <= size <= 256 or size % 4:
                raise UsageError(
                    f"there is no size {size}; a size is the width of a model, a "
                    "multiple of 4 from 8 to 256 (studied: 32, 48, 64)"
                )
        for amount in self.amounts:
            if not CLASSES <= amount <= TRAIN_ENTITIES:
                raise UsageError(
                    f"no model can be finetuned on {amount} examples; an amount is "
                    f"from {CLASSES}, one a class, to {TRAIN_ENTITIES}, all train "
                    "entities"
                )
        if not 0 < self.q_rate <= HIGHEST_RATE:
            raise UsageError(
                f"q-rate is {self.q_rate:g}; it has to be above 0 and at most "
                f"{HIGHEST_RATE}: the relation has to be rare"
            )
        right = SPAN <= self.steps <= MOST_STEPS
        if not right or not 2 <= self.checkpoints <= self.steps // 2:
            raise UsageError(
                f"{self.steps} steps with {self.checkpoints} checkpoints: {SPAN} to "
                f"{MOST_STEPS:,} steps, 2 checkpoints, 2 steps for each are needed"
            )

    @property
    def checkpoint_steps(self) -> list[int]:
        """Steps at which checkpoints are kept, increasing."""
        space = np.linspace if self.even else np.geomspace
        places = space(self.steps / SPAN, self.steps, self.checkpoints)
        return np.unique(places.round().astype(int)).tolist()

    @property
    def trajectories(self) -> list[Trajectory]:
        """The training runs, the longest first; of studies, seed by seed."""
        if self.studies:  # what is finished is balanced at any time
            own = product(range(self.seeds), self.studies, self.sizes)
            return [Trajectory(study.world, size, seed) for seed, study, size in own]
        every = product(range(self.worlds), self.sizes, range(self.seeds))
        runs = (Trajectory(*which) for which in every)
        return sorted(runs, key=lambda t: (-t.size, t.seed, t.world))

    def study_of(self, which: Trajectory) -> Study:
        """Return the world of a run, as `make_world` takes it."""
        studies = self.studies or [Study(which.world, self.q_rate)]
        return next(study for study in studies if study.world == which.world)

    @property
    def tuning_steps(self) -> float:
        """Work of finetuning one checkpoint, in steps of pretraining."""
        return STEPS_PER_TUNING * self.draws * len(self.amounts)

    def work(self, which: Trajectory) -> float:
        """Return the work of a run; a step costs about in proportion to the width."""
        tuning = self.tuning_steps * len(self.checkpoint_steps)
        return which.size * (self.steps + tuning)

    def as_dict(self) -> dict:
        """Return the settings as JSON knows them."""
        told = {name: v for name, v in asdict(self).items() if v not in ((), False)}
        return json.loads(json.dumps(told))


QUICK = LabSettings(sizes=(32, 48), seeds=1, draws=1, steps=2400, checkpoints=13)
# Worlds that differ in where prompting starts to work and in the shift by finetuning.
# The first two are for writing the analysis; the others were held out until then.
STUDIES = (
    Study(10, 0.0004, 8, 0.05), Study(11, 0.0012), Study(12, 0.0016, 8, 0.05),
    Study(13, 0.0008, 4), Study(14, 0.0002, 8, 0.05), Study(15, 0.0006),
    Study(16, 0.0003, 4, 0.05), Study(17, 0.0016, 4),
)  # fmt: skip
DESIGNS = {
    "quick": QUICK,
    "forecasting": LabSettings(
        sizes=(32,), seeds=4, amounts=(16, 64, 512), draws=1, steps=1800,
        checkpoints=15, even=True, studies=STUDIES,
    ),
    # Many seeds of one model, prompted alone: do they fall into two groups?
    "seeds": LabSettings(
        sizes=(32,), seeds=24, amounts=(), steps=2000, checkpoints=9, even=True,
        studies=(Study(30, 0.0004),),
    ),
}  # fmt: skip
