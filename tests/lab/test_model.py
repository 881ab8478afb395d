"""The model, its training and finetuning, and the metrics of its answers."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("jax", reason="needs the extra 'lab'")
from jax.flatten_util import ravel_pytree

from emergestudy import load
from emergestudy.lab import LabSettings, entropy_floor, model
from emergestudy.lab import world as lab
from emergestudy.lab.settings import STEPS_PER_TUNING, Study, Trajectory

LABELS = slice(lab.LABEL, lab.LABEL + lab.CLASSES)


@pytest.mark.parametrize(("width", "params"), [(32, 30_752), (48, 64_560)])
def test_the_sizes_are_what_the_study_says(width, params):
    assert model.count_params(model.init_params(0, width)) == params


def test_no_place_sees_what_comes_after_it_and_order_matters(rng):
    params = model.init_params(0, 16)
    text = rng.integers(lab.VOCABULARY, size=(3, 20))
    other = text.copy()
    other[:, 12:] = rng.integers(lab.VOCABULARY, size=(3, 8))
    one, two = model.logits(params, text), model.logits(params, other)
    assert one.shape == (3, 20, lab.VOCABULARY)
    assert np.allclose(one[:, :12], two[:, :12], atol=1e-5)
    assert not np.allclose(one[:, 12:], two[:, 12:], atol=1e-2)
    turned = model.logits(params, np.array([[5, 9, 40], [9, 5, 40]]))
    assert not np.allclose(turned[0, -1], turned[1, -1], atol=1e-3)


def test_the_loss_falls_and_never_below_the_floor(world):
    text = lab.held_out_documents(world, 64)
    found = model.pretrain(world, 16, 0, [1, 60, 200])
    losses = [float(model.token_loss(checkpoint.params, text)) for checkpoint in found]
    assert losses[0] == pytest.approx(np.log(lab.VOCABULARY), abs=0.3)
    assert losses[0] > losses[1] > losses[2] > entropy_floor(world)
    assert losses[2] < losses[0] - 0.7


def test_checkpoints_come_when_they_are_due_and_count_labels(often):
    ticks = []
    found = list(model.pretrain(often, 8, 3, [2, 5], ticks.append))
    assert [c.step for c in found] == [2, 5]
    assert ticks == [1] * 5
    texts = [lab.step_documents(often, 3, step) for step in range(1, 6)]
    seen = [(text == lab.QUESTION).sum() for text in texts]
    assert [c.labels_seen for c in found] == [sum(seen[:2]), sum(seen)]
    for seed, same in ((3, True), (4, False)):
        again = ravel_pytree(next(model.pretrain(often, 8, seed, [2])).params)[0]
        assert np.array_equal(again, ravel_pytree(found[0].params)[0]) == same


@pytest.mark.parametrize(("amount", "judges"), [(4, 4), (16, 4), (64, 8), (512, 64)])
def test_an_eighth_as_many_labels_choose_the_snapshot(world, amount, judges):
    own = model._plan(world, 0, 0, amount)
    used = own.judges[own.weight > 0]
    assert len(used) == judges
    assert own.weight.sum() == pytest.approx(1)
    assert np.isin(used, world.validation).all()
    assert (np.bincount(world.labels[used]) == judges / lab.CLASSES).all()
    assert np.isin(own.order, world.train).all()
    assert own.order.shape == (model.TUNING_STEPS, 32)


def knowing(answers):
    found = np.zeros((*answers.shape, lab.VOCABULARY))
    np.put_along_axis(found, answers[..., None], 20.0, axis=-1)
    return found


def test_few_shot_metrics_worked_out_by_hand(world):
    prompts = lab.few_shot_prompts(world)
    found = knowing(prompts.answers)
    told = model._few_shot_metrics(found, prompts)
    assert told["accuracy"] == told["token_accuracy"] == told["exact_match"] == 1
    assert told["accuracy_se"] == 0
    assert told["cross_entropy"] == pytest.approx(0, abs=1e-5)
    assert told["label_brier"] == pytest.approx(0, abs=1e-5)
    # Half of the entities are known: right at all five places, or at none.
    known = np.isin(prompts.entities, world.test[::2])
    wrong = lab.LABEL + (prompts.answers - lab.LABEL + 1) % lab.CLASSES
    half = knowing(np.where(known, prompts.answers, wrong))
    told = model._few_shot_metrics(half, prompts)
    assert told["accuracy"] == 0.5
    assert told["accuracy_se"] == pytest.approx(0.5 / np.sqrt(447))
    assert told["exact_match"] == known.all(axis=1).mean() < 0.1


def test_zero_shot_metrics_worked_out_by_hand(world):
    answers = np.repeat(lab.answer_tokens(world, world.test[:1]), 10)
    label = answers[0] - lab.LABEL
    found = np.full((10, lab.VOCABULARY), -50.0)
    found[:, LABELS] = 0.0
    found[:6, lab.LABEL + label] = np.log(9)  # right: 9 of 12
    found[6:, lab.LABEL + (label + 1) % lab.CLASSES] = np.log(9)  # wrong: 1 of 12
    found[5, 0] = 30.0  # right among labels, not among tokens
    told = model._zero_shot_metrics(found, answers)
    assert told["accuracy"] == pytest.approx(0.6)
    assert told["accuracy_se"] == pytest.approx(np.sqrt(0.6 * 0.4 / 9))
    assert told["token_accuracy"] == pytest.approx(0.5)
    four = -(6 * np.log(9 / 12) + 4 * np.log(1 / 12)) / 10
    assert told["label_cross_entropy"] == pytest.approx(four)
    # The one that says another token costs 30 nats less ln 9, in place of ln(12 / 9).
    extra = 30 - np.log(9) - np.log(12 / 9)
    assert told["cross_entropy"] == pytest.approx(four + extra / 10)
    brier = (6 * (1 / 4) ** 2 + 4 * (11 / 12) ** 2) / 10
    assert told["label_brier"] == pytest.approx(brier)
    # Five of ten right: a group of five is all right with 1 / choose(10, 5).
    assert told["exact_match"] < 0.1


def test_a_run_has_a_row_for_each_checkpoint_and_setting(tiny, world):
    ticks = []
    rows = model.train_trajectory(tiny, tiny.trajectories[0], ticks.append)
    asked = rows.groupby(["step", "setting"])[["examples", "draw"]].value_counts()
    assert asked.xs("finetuned", level="setting").tolist() == [1] * 8
    assert rows.groupby("step").size().to_dict() == {2: 5, 24: 5}
    assert (rows["tokens"] == rows["step"] * lab.BATCH * lab.DOCUMENT_TOKENS).all()
    assert (rows["floor"] == entropy_floor(world)).all()
    assert rows["accuracy"].between(0, 1).all()
    assert sum(ticks) == 24 + 2 * 4 * STEPS_PER_TUNING


def test_without_amounts_a_run_is_prompted_alone_and_says_what_its_world_is(tiny):
    study = Study(3, 0.002, relations=4, noise=0.05)
    alone = replace(tiny, amounts=(), studies=(study,))
    rows = model.train_trajectory(alone, alone.trajectories[0])
    assert rows["setting"].tolist() == ["few_shot"] * 2
    assert (rows[[*study._fields]] == list(study)).all(axis=None)


@pytest.mark.slow
def test_the_committed_table_comes_out_again_on_any_machine():
    which = "world == 0 and size == 32 and seed == 0 and step == 250"
    stored = load("lab").query(which)
    stored = stored[stored["examples"].isna() | (stored["examples"] == 64)]
    grid = LabSettings(amounts=(64,), steps=250, checkpoints=2)
    found = model.train_trajectory(grid, Trajectory(0, 32, 0)).query("step == 250")
    assert len(stored) == len(found) == 3
    for name, within in (("loss", 1e-3), ("accuracy", 0.02), ("label_brier", 0.01)):
        assert found[name].tolist() == pytest.approx(stored[name].tolist(), abs=within)
    assert found["labels_seen"].tolist() == stored["labels_seen"].tolist()
    assert found["floor"].tolist() == pytest.approx(stored["floor"].tolist(), abs=1e-6)
