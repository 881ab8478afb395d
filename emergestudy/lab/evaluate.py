"""One training run as rows of a table: loss, and metrics of the same answers."""

from collections.abc import Callable
from functools import partial

import jax
import numpy as np
import pandas as pd
from scipy.special import logsumexp

from emergestudy.lab.model import (
    Checkpoint,
    Params,
    count_params,
    finetune,
    logits,
    pretrain,
    token_loss,
)
from emergestudy.lab.settings import LabSettings, Trajectory
from emergestudy.lab.world import (
    BATCH,
    CLASSES,
    DOCUMENT_TOKENS,
    LABEL,
    QUESTIONS,
    VOCABULARY,
    Prompts,
    World,
    answer_tokens,
    entropy_floor,
    few_shot_prompts,
    held_out_documents,
    make_world,
)

CHUNK = 128  # documents at a time, to bound memory
REGROUPINGS = 50


def train_trajectory(
    settings: LabSettings,
    which: Trajectory,
    tick: Callable[[float], None] = lambda steps: None,
) -> pd.DataFrame:
    """Train one model, and evaluate and finetune its checkpoints.

    `tick` is told of the work done, in steps of training. The columns are those of
    `emergestudy.lab.run_grid`.
    """
    world = make_world(which.world, settings.q_rate)
    rows = []
    steps = settings.checkpoint_steps
    for checkpoint in pretrain(world, which.size, which.seed, steps, tick):
        rows += _checkpoint_rows(settings, which, world, checkpoint)
        tick(settings.tuning_steps)
    return pd.DataFrame(rows)


def _checkpoint_rows(
    settings: LabSettings, which: Trajectory, world: World, checkpoint: Checkpoint
) -> list[dict]:
    """Return the rows of one checkpoint: few-shot, then each amount and draw."""
    params = checkpoint.params
    text = held_out_documents(world).reshape(-1, CHUNK, 1 + DOCUMENT_TOKENS)
    about = {
        "world": which.world,
        "size": which.size,
        "params": count_params(params),
        "seed": which.seed,
        "step": checkpoint.step,
        "tokens": checkpoint.step * BATCH * DOCUMENT_TOKENS,
        "labels_seen": checkpoint.labels_seen,
        "loss": float(_loss(params, text)),
        "floor": entropy_floor(world),
    }
    prompts, answers = few_shot_prompts(world), answer_tokens(world, world.test)
    asked = {"setting": "few_shot", "examples": None, "draw": None}
    found = np.asarray(_answers(params, prompts.tokens[:, :-1], prompts.places))
    rows = [about | asked | _few_shot_metrics(found, prompts)]
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


def _few_shot_metrics(found: np.ndarray, prompts: Prompts) -> dict[str, float]:
    """Grade few-shot answers; a prompt's five questions are one exact match."""
    places = np.arange(prompts.answers.size).reshape(prompts.answers.shape)
    # Each entity is asked once in each column.
    order = prompts.entities.argsort(axis=0)
    by_entity = np.take_along_axis(places, order, axis=0)
    return _grade(found.reshape(-1, VOCABULARY), prompts.answers, by_entity, places)


def _zero_shot_metrics(found: np.ndarray, answers: np.ndarray) -> dict[str, float]:
    """Grade one answer an entity; entities are grouped in fives, again and again."""
    rng, n = np.random.default_rng(0), len(answers)
    groups = [rng.permutation(n)[: n - n % QUESTIONS] for _ in range(REGROUPINGS)]
    fives = np.stack(groups).reshape(-1, QUESTIONS)
    return _grade(found, answers, np.arange(n)[:, None], fives)


def _grade(
    found: np.ndarray, answers: np.ndarray, by_entity: np.ndarray, groups: np.ndarray
) -> dict[str, float]:
    """Return the metrics of answers; rows of places go by entity and by exact match."""
    found, answers = found.astype(float), answers.ravel()
    four = found[:, LABEL : LABEL + CLASSES]
    right = four.argmax(axis=1) == answers - LABEL
    right_token = found.argmax(axis=1) == answers
    cost_of_four = _cross_entropy(four, answers - LABEL)
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
