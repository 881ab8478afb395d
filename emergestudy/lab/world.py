"""A toy world, its text, and what models are asked about it.

Each entity has a name of two tokens and belongs to one of four classes. Eight ordinary
relations say things that depend on the class; a ninth, the rare relation Q, names the
class itself. Entities are split by class: those of the test are never labeled in any
text, so a right answer about one needs both knowledge (its facts, read in the text) and
elicitation (reading the class out).

A document is a start token and twelve statements of four tokens, [relation][first
name][last name][object]. Each step of training draws its own documents, so the number
of steps changes nothing about the text of a step.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.special import entr

from emergestudy.errors import UsageError

FIRST_NAMES, LAST_NAMES, OBJECTS, RELATIONS, CLASSES = 32, 32, 16, 8, 4
ENTITIES = FIRST_NAMES * LAST_NAMES
CHANCE = 1 / CLASSES
# Entities of each class in each split; what is left is the test.
TRAIN_PER_CLASS, VALIDATION_PER_CLASS = 128, 16
TRAIN_ENTITIES = TRAIN_PER_CLASS * CLASSES
ZIPF = 0.7  # popularity of the entity of rank r is (1 + r) ** -ZIPF
PREFERRED = np.array([0.4, 0.3, 0.2, 0.1])
NOISE = 0.15  # share of objects that are drawn evenly from all

# Token numbers.
BOS, FIRST = 0, 1
LAST = FIRST + FIRST_NAMES
OBJECT = LAST + LAST_NAMES
RELATION = OBJECT + OBJECTS
QUESTION = RELATION + RELATIONS
LABEL = QUESTION + 1
VOCABULARY = LABEL + CLASSES

STATEMENTS, STATEMENT_TOKENS = 12, 4
DOCUMENT_TOKENS = STATEMENTS * STATEMENT_TOKENS  # that are predicted
BATCH = 32  # documents a step
HELD_OUT = 1024
SHOTS, QUESTIONS = 3, 5
# Streams of random numbers under a world's seed.
_WORLD, _TRAINING, _HOLDING_OUT, _PROMPTING, _CHOOSING, _SHUFFLING = range(6)


@dataclass(frozen=True)
class World:
    """What is true, and how often it is said.

    Attributes
    ----------
    seed : int
    q_rate : float
        Probability that a statement about a train entity uses the rare relation;
        statements about others never do.
    class_of, popularity : numpy.ndarray, (entities,)
        Class, 0 to 3, and the probability that a statement is about the entity.
    facts : numpy.ndarray, (relations, classes, objects)
        Probability of each object.
    label_of : numpy.ndarray, (classes,)
        Label of each class, 0 to 3.
    train, validation, test : numpy.ndarray
        Entities of each split; every class has the same share in each.
    """

    seed: int
    q_rate: float
    class_of: np.ndarray
    popularity: np.ndarray
    facts: np.ndarray
    label_of: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    @cached_property
    def labels(self) -> np.ndarray:
        """Label of each entity, 0 to 3."""
        return self.label_of[self.class_of]


def make_world(
    seed: int, q_rate: float, relations: int = RELATIONS, noise: float = NOISE
) -> World:
    """Draw a world; the same seed gives the same one, whatever the rate.

    The seed is at least 0, the rate of the rare relation above 0 and below 1 (the
    study's is 0.0004). Of the ordinary relations the first ``relations``, 1 to 8, are
    used; a share ``noise`` of their objects, below 1, tells nothing of a class. Others
    are a `UsageError`.
    """
    if not (seed >= 0 and 0 < q_rate < 1 and 0 <= noise < 1 <= relations <= RELATIONS):
        raise UsageError(
            f"no world has seed {seed}, q_rate {q_rate:g}, {relations} relations and "
            f"noise {noise:g}; a seed is at least 0, a rate between 0 and 1, relations "
            f"are 1 to {RELATIONS}, noise is at least 0 and below 1"
        )
    rng = np.random.default_rng([seed, _WORLD])
    class_of = rng.permutation(np.repeat(np.arange(CLASSES), ENTITIES // CLASSES))
    weight = (1.0 + rng.permutation(ENTITIES)) ** -ZIPF
    facts = np.full((relations, CLASSES, OBJECTS), noise / OBJECTS)
    for place in np.ndindex(relations, CLASSES):
        facts[place][rng.permutation(OBJECTS)[:4]] += (1 - noise) * PREFERRED
    members = [rng.permutation(np.flatnonzero(class_of == k)) for k in range(CLASSES)]
    ends = [TRAIN_PER_CLASS, TRAIN_PER_CLASS + VALIDATION_PER_CLASS]
    splits = zip(*(np.split(m, ends) for m in members), strict=True)
    train, validation, test = (np.sort(np.concatenate(parts)) for parts in splits)
    label_of = rng.permutation(CLASSES)
    return World(
        seed, q_rate, class_of, weight / weight.sum(), facts, label_of, train,
        validation, test,
    )  # fmt: skip


def _name_tokens(entities: np.ndarray) -> np.ndarray:
    """Return the two tokens of each name, (..., 2); a name says nothing else."""
    first, last = np.divmod(np.asarray(entities), LAST_NAMES)
    return np.stack([FIRST + first, LAST + last], axis=-1)


def step_documents(world: World, seed: int, step: int) -> np.ndarray:
    """Return the documents of one training step, (BATCH, 1 + DOCUMENT_TOKENS)."""
    return _documents(world, BATCH, _TRAINING, seed, step)


def held_out_documents(world: World, count: int = HELD_OUT) -> np.ndarray:
    """Return documents that no step trains on, the same for all runs of a world."""
    return _documents(world, count, _HOLDING_OUT)


def _documents(world: World, count: int, *stream: int) -> np.ndarray:
    """Draw documents, int32 of (count, 1 + DOCUMENT_TOKENS)."""
    rng = np.random.default_rng([world.seed, *stream])
    return _after_start(_statements(world, count * STATEMENTS, rng), count)


def _after_start(said: np.ndarray, count: int) -> np.ndarray:
    """Put statements after start tokens, in so many rows."""
    start = np.full((count, 1), BOS, dtype=np.int32)
    return np.concatenate([start, said.reshape(count, -1)], axis=1)


def _statements(world: World, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw statements, int32 of (count, 4)."""
    # The rare ones take no random numbers from the others, so the rate changes nothing
    # else in the text.
    u_entity, u_object, u_rare = rng.random((3, count))
    relation = rng.integers(len(world.facts), size=count)
    ends = world.popularity.cumsum()
    entity = np.searchsorted(ends / ends[-1], u_entity, side="right")
    ends = world.facts.cumsum(axis=2)[relation, world.class_of[entity]]
    thing = np.minimum((ends < u_object[:, None]).sum(axis=1), OBJECTS - 1)
    rare = (u_rare < world.q_rate) & np.isin(entity, world.train)
    kind = np.where(rare, QUESTION, RELATION + relation)
    thing = np.where(rare, LABEL + world.labels[entity], OBJECT + thing)
    columns = [kind[:, None], _name_tokens(entity), thing[:, None]]
    return np.concatenate(columns, axis=1).astype(np.int32)


def entropy_floor(world: World) -> float:
    """Return the exact entropy of the text, in nats per token.

    A model that knew the world could not have a lower mean loss. Statements are
    independent, so it is a quarter of the entropy of one statement of four tokens,
    H(entity) + p h(q) + (1 - p q) (ln 8 + H(object)). Here q is the rate of the rare
    relation, p the share of statements about train entities (by popularity), and h(q)
    the entropy of a coin that falls with probability q; a label is certain.

    Examples
    --------
    >>> from emergestudy.lab import make_world
    >>> round(entropy_floor(make_world(seed=0, q_rate=0.0004)), 4)
    2.5412
    """
    q, p = world.q_rate, world.popularity[world.train].sum()
    ordinary = np.log(len(world.facts)) + entr(world.facts[0, 0]).sum()  # as in all
    nats = entr(world.popularity).sum() + p * entr([q, 1 - q]).sum()
    return float((nats + (1 - p * q) * ordinary) / STATEMENT_TOKENS)


class Prompts(NamedTuple):
    """Few-shot prompts: labeled train entities, then test entities to label."""

    tokens: np.ndarray  # (prompts, 33), each question after the right answers before it
    entities: np.ndarray  # asked about, (prompts, QUESTIONS): each once at every place
    answers: np.ndarray  # their label tokens
    places: np.ndarray  # in the tokens, whose prediction is the answer, (QUESTIONS,)


def few_shot_prompts(world: World) -> Prompts:
    """Return the few-shot prompts of a world, as many as there are test entities."""
    rng = np.random.default_rng([world.seed, _PROMPTING])
    n = len(world.test)
    order = rng.permutation(world.test)
    shifts = rng.choice(n, QUESTIONS, replace=False)
    asked = order[(np.arange(n)[:, None] + shifts) % n]
    shots = np.stack([rng.choice(world.train, SHOTS, replace=False) for _ in range(n)])
    entities = np.concatenate([shots, asked], axis=1)
    answers = answer_tokens(world, entities)
    said = np.concatenate([questions(entities)[..., 1:], answers[..., None]], axis=-1)
    places = STATEMENT_TOKENS * np.arange(SHOTS, SHOTS + QUESTIONS) + 3
    return Prompts(_after_start(said, n), asked, answers[:, SHOTS:], places)


def questions(entities: np.ndarray) -> np.ndarray:
    """Return zero-shot questions, [start][Q][first name][last name], (..., 4)."""
    names = _name_tokens(entities)
    start = np.broadcast_to([BOS, QUESTION], names.shape)
    return np.concatenate([start, names], axis=-1).astype(np.int32)


def answer_tokens(world: World, entities: np.ndarray) -> np.ndarray:
    """Return the label tokens of entities."""
    return (LABEL + world.labels[entities]).astype(np.int32)


def finetuning_examples(
    world: World, entities: np.ndarray, seed: int, draw: int, amount: int
) -> np.ndarray:
    """Choose labeled entities for one draw of a training run, (amount,).

    Classes are as even as the amount allows. More examples of a draw include its fewer
    ones, and every checkpoint of a run gets the same.
    """
    rng = np.random.default_rng([world.seed, _CHOOSING, seed, draw])
    classes = world.class_of[entities]
    members = [rng.permutation(entities[classes == k]) for k in range(CLASSES)]
    return rng.permuted(np.stack(members, axis=1), axis=1).ravel()[:amount]


def batches(
    world: World, seed: int, draw: int, amount: int, steps: int, size: int
) -> np.ndarray:
    """Return the train entities of each finetuning step, (steps, size).

    The examples pass in whole epochs, each shuffled anew.
    """
    chosen = finetuning_examples(world, world.train, seed, draw, amount)
    rng = np.random.default_rng([world.seed, _SHUFFLING, seed, draw, amount])
    epochs = -(-steps * size // amount)
    order = rng.permuted(np.tile(chosen, (epochs, 1)), axis=1)
    return order.ravel()[: steps * size].reshape(steps, size)
