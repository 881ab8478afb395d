"""A decoder of two layers: its pretraining, finetuning of its top half, and grades.

Root-mean-square norms before each part, rotary positions, two heads, a feed-forward
part four times as wide, no biases, an output matrix of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pandas as pd
from scipy.special import logsumexp

from emergestudy.lab import world as lab
from emergestudy.lab.settings import LabSettings, Trajectory

LAYERS, HEADS, ROTARY_BASE = 2, 2, 100.0
RATE, DECAY, CLIP, AVERAGING = 1e-3, 0.01, 1.0, 0.99
WARM_UP, TUNING_WARM_UP = 100, 10  # steps
TUNING_STEPS, SNAPSHOT, TUNING_BATCH = 200, 20, 32
VALIDATION_SHARE = 8  # one label to choose the snapshot for so many to train on
CHUNK = 128  # documents at a time, to bound memory
REGROUPINGS = 50
Params = dict


def init_params(seed: int, width: int) -> Params:
    """Draw the weights of a model whose vectors have a length, a multiple of 4.

    ``bottom`` is the embedding and first block, ``top`` the second, norm and output.
    """
    rng = np.random.default_rng([seed, width])

    def normal(rows: int, columns: int, scale: float) -> jax.Array:
        drawn = rng.standard_normal((rows, columns)) * scale
        return jnp.asarray(drawn, dtype=jnp.float32)

    def block() -> Params:
        near = (2 * LAYERS) ** -0.5  # keeps the sum over layers at its size
        return {
            "norm1": jnp.ones(width),
            "qkv": normal(width, 3 * width, width**-0.5),
            "mix": normal(width, width, near * width**-0.5),
            "norm2": jnp.ones(width),
            "up": normal(width, 4 * width, width**-0.5),
            "down": normal(4 * width, width, near * (4 * width) ** -0.5),
        }

    embedding = normal(lab.VOCABULARY, width, width**-0.5)
    bottom = {"embedding": embedding, "block": block()}
    output = normal(width, lab.VOCABULARY, 0.5 * width**-0.5)
    top = {"block": block(), "norm": jnp.ones(width), "output": output}
    return {"bottom": bottom, "top": top}


def count_params(params: Params) -> int:
    """Count the weights of a model."""
    return sum(leaf.size for leaf in jax.tree.leaves(params))


def logits(params: Params, tokens: jax.Array) -> jax.Array:
    """Return the logits of the next token at each place, (rows, places, tokens)."""
    return _top(params["top"], _bottom(params["bottom"], tokens))


def token_loss(params: Params, text: jax.Array) -> jax.Array:
    """Return the mean cross-entropy of the next token, in nats."""
    predicted = logits(params, text[:, :-1])
    losses = optax.softmax_cross_entropy_with_integer_labels(predicted, text[:, 1:])
    return losses.mean()


def _bottom(params: Params, tokens: jax.Array) -> jax.Array:
    return _block(params["block"], params["embedding"][tokens])


def _top(params: Params, vectors: jax.Array) -> jax.Array:
    vectors = _norm(_block(params["block"], vectors), params["norm"])
    return vectors @ params["output"]


def _block(params: Params, x: jax.Array) -> jax.Array:
    x = x + _attention(params, _norm(x, params["norm1"]))
    hidden = jax.nn.gelu(_norm(x, params["norm2"]) @ params["up"])
    return x + hidden @ params["down"]


def _attention(params: Params, x: jax.Array) -> jax.Array:
    rows, places, width = x.shape
    heads = (x @ params["qkv"]).reshape(rows, places, 3, HEADS, width // HEADS)
    q, k, v = jnp.moveaxis(heads, 2, 0)
    mixed = jax.nn.dot_product_attention(_rotate(q), _rotate(k), v, is_causal=True)
    return mixed.reshape(rows, places, width) @ params["mix"]


def _rotate(x: jax.Array) -> jax.Array:
    places, half = x.shape[1], x.shape[-1] // 2
    turn = np.outer(np.arange(places), ROTARY_BASE ** (-np.arange(half) / half))
    cos, sin = (jnp.float32(f(turn))[:, None] for f in (np.cos, np.sin))
    a, b = x[..., :half], x[..., half:]
    return jnp.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def _norm(x: jax.Array, gain: jax.Array) -> jax.Array:
    return x * jax.lax.rsqrt((x**2).mean(axis=-1, keepdims=True) + 1e-6) * gain


class Checkpoint(NamedTuple):
    """A model on its way, after so many steps."""

    step: int
    params: Params  # running mean; at a constant rate the weights are noisy
    labels_seen: int  # statements of the rare relation in the text so far


def adamw(warm_up: int) -> optax.GradientTransformation:
    """Return the optimizer: AdamW, clipped, at a rate that rises and then stays."""
    rate = optax.linear_schedule(0.0, RATE, warm_up)
    steps = optax.adamw(rate, b2=0.98, weight_decay=DECAY)
    return optax.chain(optax.clip_by_global_norm(CLIP), steps)


def pretrain(
    world: lab.World,
    width: int,
    seed: int,
    checkpoints: Sequence[int],
    tick: Callable[[int], None] = lambda steps: None,
) -> Iterator[Checkpoint]:
    """Train a model in one pass over the text; yield it at increasing steps.

    The last of `checkpoints` ends the training; `tick` is told of every step done. The
    seed is that of the weights and of the text.
    """
    params = init_params(seed, width)
    state = (params, adamw(WARM_UP).init(params), params)
    seen = 0
    for step in range(1, checkpoints[-1] + 1):
        text = lab.step_documents(world, seed, step)
        seen += int((text == lab.QUESTION).sum())
        state = train_step(state, text)
        tick(1)
        if step in checkpoints:
            yield Checkpoint(step, state[2], seen)


@jax.jit
def train_step(state: tuple, text: jax.Array) -> tuple:
    """Return weights, the optimizer's memory and mean weights after one step."""
    params, memory, mean = state
    gradient = jax.grad(token_loss)(params, text)
    change, memory = adamw(WARM_UP).update(gradient, memory, params)
    params = optax.apply_updates(params, change)
    mean = optax.incremental_update(params, mean, 1 - AVERAGING)
    return params, memory, mean


class _Plan(NamedTuple):
    """What one run of finetuning sees; stacked, what many runs see."""

    order: np.ndarray  # entities of each step, (TUNING_STEPS, TUNING_BATCH)
    judges: np.ndarray  # entities that choose the snapshot, (validation entities,)
    weight: np.ndarray  # of each judge; 0 for those that are not used


def _plan(world: lab.World, seed: int, draw: int, amount: int) -> _Plan:
    """Choose the examples of one run, and an eighth as many for validation."""
    # A fixed number of judges would be most of the labels where there are few.
    everyone = world.validation
    judges = lab.finetuning_examples(world, everyone, seed, draw, len(everyone))
    used = int(np.clip(amount // VALIDATION_SHARE, lab.CLASSES, len(judges)))
    weight = np.where(np.arange(len(judges)) < used, 1 / used, 0).astype(np.float32)
    order = lab.batches(world, seed, draw, amount, TUNING_STEPS, TUNING_BATCH)
    return _Plan(order, judges, weight)


def finetune(
    params: Params, world: lab.World, seed: int, amounts: Sequence[int], draws: int
) -> np.ndarray:
    """Finetune a checkpoint on each amount and draw, and ask all test entities.

    The embedding and the first block stay as they are: training all of a model on few
    names learns the names by heart. Of each run the snapshot is kept, every `SNAPSHOT`
    steps and at the start, that has the lowest cross-entropy on validation entities.
    Returns the logits of the answers, (amounts, draws, test entities, tokens).
    """
    plans = [_plan(world, seed, d, amount) for amount in amounts for d in range(draws)]
    stacked = _Plan(*map(np.stack, zip(*plans, strict=True)))
    everyone = np.arange(lab.ENTITIES)
    vectors = _vectors(params["bottom"], lab.questions(everyone))
    answers = lab.answer_tokens(world, everyone)
    tuned = _tune(params["top"], vectors, answers, stacked, world.test)
    return np.asarray(tuned).reshape(len(amounts), draws, len(world.test), -1)


_vectors = jax.jit(_bottom)


@jax.jit
def _tune(
    start: Params, vectors: jax.Array, answers: jax.Array, plans: _Plan, test: jax.Array
) -> jax.Array:
    """Train all runs from one start, and return their logits of the test entities."""

    def costs(params: Params, who: jax.Array) -> jax.Array:
        found = _top(params, vectors[who])[:, -1]
        return optax.softmax_cross_entropy_with_integer_labels(found, answers[who])

    def run(own: _Plan) -> jax.Array:
        best = _best_snapshot(start, own, costs)
        return _top(best, vectors[test])[:, -1]

    return jax.vmap(run)(plans)


def _best_snapshot(start: Params, own: _Plan, costs: Callable) -> Params:
    """Train one run and return the snapshot that its judges like best."""
    optimizer = adamw(TUNING_WARM_UP)

    def judged(params: Params) -> jax.Array:
        return costs(params, own.judges) @ own.weight

    def step(state: tuple, who: jax.Array) -> tuple[tuple, None]:
        params, memory = state
        slope = jax.grad(lambda p: costs(p, who).mean())(params)
        change, memory = optimizer.update(slope, memory, params)
        return (optax.apply_updates(params, change), memory), None

    def stretch(state: tuple, who: jax.Array) -> tuple[tuple, None]:
        moving, best, lowest = state
        moving, _ = jax.lax.scan(step, moving, who)
        cost = judged(moving[0])
        best = jax.tree.map(partial(jnp.where, cost < lowest), moving[0], best)
        return (moving, best, jnp.minimum(cost, lowest)), None

    state = ((start, optimizer.init(start)), start, judged(start))
    stretches = own.order.reshape(-1, SNAPSHOT, TUNING_BATCH)
    (_, best, _), _ = jax.lax.scan(stretch, state, stretches)
    return best


def train_trajectory(
    settings: LabSettings,
    which: Trajectory,
    tick: Callable[[float], None] = lambda steps: None,
) -> pd.DataFrame:
    """Train one model, and evaluate and finetune its checkpoints.

    `tick` is told of the work done, in steps of training. The columns are those of
    `emergestudy.lab.run_grid`.
    """
    world = lab.make_world(*settings.study_of(which))
    rows, steps = [], settings.checkpoint_steps
    for checkpoint in pretrain(world, which.size, which.seed, steps, tick):
        rows += _checkpoint_rows(settings, which, world, checkpoint)
        tick(settings.tuning_steps)
    return pd.DataFrame(rows)


def _checkpoint_rows(
    settings: LabSettings, which: Trajectory, world: lab.World, checkpoint: Checkpoint
) -> list[dict]:
    """Return the rows of one checkpoint: few-shot, then each amount and draw."""
    params = checkpoint.params
    text = lab.held_out_documents(world).reshape(-1, CHUNK, 1 + lab.DOCUMENT_TOKENS)
    about = settings.study_of(which)._asdict() | {
        "size": which.size,
        "params": count_params(params),
        "seed": which.seed,
        "step": checkpoint.step,
        "tokens": checkpoint.step * lab.BATCH * lab.DOCUMENT_TOKENS,
        "labels_seen": checkpoint.labels_seen,
        "loss": float(_loss(params, text)),
        "floor": lab.entropy_floor(world),
    }
    prompts, answers = lab.few_shot_prompts(world), lab.answer_tokens(world, world.test)
    asked = {"setting": "few_shot", "examples": None, "draw": None}
    found = np.asarray(_answers(params, prompts.tokens[:, :-1], prompts.places))
    rows = [about | asked | _few_shot_metrics(found, prompts)]
    if not settings.amounts:
        return rows
    tuned = finetune(params, world, which.seed, settings.amounts, settings.draws)
    for amount, of_amount in zip(settings.amounts, tuned, strict=True):
        for draw, found in enumerate(of_amount):
            asked = {"setting": "finetuned", "examples": amount, "draw": draw}
            rows.append(about | asked | _zero_shot_metrics(found, answers))
    return rows


@jax.jit
def _loss(params: Params, parts: jax.Array) -> jax.Array:
    return jax.lax.map(partial(token_loss, params), parts).mean()


@jax.jit
def _answers(params: Params, tokens: jax.Array, places: jax.Array) -> jax.Array:
    return logits(params, tokens)[:, places]


def _few_shot_metrics(found: np.ndarray, prompts: lab.Prompts) -> dict[str, float]:
    """Grade few-shot answers; a prompt's five questions are one exact match."""
    places = np.arange(prompts.answers.size).reshape(prompts.answers.shape)
    # Each entity is asked once in each column.
    order = prompts.entities.argsort(axis=0)
    by_entity = np.take_along_axis(places, order, axis=0)
    return _grade(found.reshape(-1, lab.VOCABULARY), prompts.answers, by_entity, places)


def _zero_shot_metrics(found: np.ndarray, answers: np.ndarray) -> dict[str, float]:
    """Grade one answer an entity; entities are grouped in fives, again and again."""
    rng, n = np.random.default_rng(0), len(answers)
    groups = [rng.permutation(n)[: n - n % lab.QUESTIONS] for _ in range(REGROUPINGS)]
    fives = np.stack(groups).reshape(-1, lab.QUESTIONS)
    return _grade(found, answers, np.arange(n)[:, None], fives)


def _grade(
    found: np.ndarray, answers: np.ndarray, by_entity: np.ndarray, groups: np.ndarray
) -> dict[str, float]:
    """Return the metrics of answers; rows of places go by entity and by exact match."""
    found, answers = found.astype(float), answers.ravel()
    four = found[:, lab.LABEL : lab.LABEL + lab.CLASSES]
    right = four.argmax(axis=1) == answers - lab.LABEL
    right_token = found.argmax(axis=1) == answers
    cost_of_four = _cross_entropy(four, answers - lab.LABEL)
    accuracy = right[by_entity].mean(axis=1)
    return {
        "accuracy": float(accuracy.mean()),
        "accuracy_se": float(accuracy.std(ddof=1) / np.sqrt(len(accuracy))),
        "token_accuracy": float(right_token.mean()),
        "exact_match": float(right_token[groups].all(axis=1).mean()),
        "cross_entropy": float(_cross_entropy(found, answers).mean()),
        "label_cross_entropy": float(cost_of_four.mean()),
        "label_brier": float(((1 - np.exp(-cost_of_four)) ** 2).mean()),
    }


def _cross_entropy(found: np.ndarray, answers: np.ndarray) -> np.ndarray:
    return logsumexp(found, axis=1) - found[np.arange(len(found)), answers]
