"""The world, its text, and what is asked about it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emergestudy.errors import UsageError
from emergestudy.lab import world as lab


def statements(world, count):
    return lab.held_out_documents(world, count // 12)[:, 1:].reshape(-1, 4)


def entities_of(said):
    return (said[..., 1] - lab.FIRST) * lab.LAST_NAMES + said[..., 2] - lab.LAST


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_every_split_has_a_quarter_of_each_label_and_splits_share_nobody(seed):
    world = lab.make_world(seed, 0.001)
    splits = [world.train, world.validation, world.test]
    assert [len(split) for split in splits] == [512, 64, 448]
    for split in splits:
        counts = np.bincount(world.labels[split], minlength=lab.CLASSES)
        assert (counts == len(split) / lab.CLASSES).all()
    assert sorted(np.concatenate(splits)) == list(range(lab.ENTITIES))


def test_a_question_is_a_name_of_two_tokens_and_a_name_is_unique():
    asked = lab.questions(np.arange(lab.ENTITIES))
    assert (asked[:, :2] == [lab.BOS, lab.QUESTION]).all()  # and no label
    names = asked[:, 2:]
    assert len({tuple(name) for name in names}) == lab.ENTITIES
    assert (names.min(axis=0) == [lab.FIRST, lab.LAST]).all()
    assert (names.max(axis=0) == [lab.LAST - 1, lab.OBJECT - 1]).all()
    assert asked[33].tolist() == [lab.BOS, lab.QUESTION, 2, lab.LAST + 1]


def test_facts_prefer_four_objects_and_names_follow_zipf(world):
    assert world.facts.shape == (8, 4, 16)
    spread = 0.15 / 16
    often = [spread + 0.85 * share for share in (0.1, 0.2, 0.3, 0.4)]
    for facts in world.facts.reshape(-1, 16):
        assert sorted(facts) == pytest.approx([spread] * 12 + often)
    popular = np.sort(world.popularity)[::-1]
    assert popular.sum() == pytest.approx(1)
    assert popular / popular[0] == pytest.approx(np.arange(1, 1025) ** -0.7)


def test_the_rate_changes_nothing_else_of_a_world_and_has_to_be_a_rate():
    rare, often = lab.make_world(3, 0.0001), lab.make_world(3, 0.01)
    for name in ("class_of", "popularity", "facts", "label_of", "train", "test"):
        assert np.array_equal(getattr(rare, name), getattr(often, name)), name
    assert not np.array_equal(rare.class_of, lab.make_world(4, 0.0001).class_of)
    wrong = [(-1, 0.1), (0, 0), (0, 1), (0, float("nan"))]
    for numbers in [*wrong, (0, 0.1, 9), (0, 0.1, 0), (0, 0.1, 8, 1), (0, 0.1, 8, -1)]:
        with pytest.raises(UsageError, match="no world has seed"):
            lab.make_world(*numbers)


def test_a_document_is_a_start_and_statements_and_each_step_has_its_own(world):
    text = lab.step_documents(world, 1, 7)
    assert text.shape == (32, 1 + lab.DOCUMENT_TOKENS) == (32, 49)
    assert (text[:, 0] == lab.BOS).all()
    assert text.max() < lab.VOCABULARY == 94
    assert np.isin(text[:, 1::4], range(lab.RELATION, lab.QUESTION + 1)).all()
    assert np.array_equal(text, lab.step_documents(world, 1, 7))
    texts = [lab.step_documents(world, s, t) for s, t in [(0, 1), (0, 2), (1, 1)]]
    texts.append(lab.held_out_documents(world, len(texts[0])))
    assert len({text.tobytes() for text in texts}) == 4


def test_statements_follow_the_world_and_label_train_entities_alone(often):
    said = statements(often, 400_000)
    rare = said[:, 0] == lab.QUESTION
    named = entities_of(said[rare])
    share = often.q_rate * often.popularity[often.train].sum()
    assert rare.mean() == pytest.approx(share, rel=0.1)
    assert np.isin(named, often.train).all()
    assert (said[rare, 3] == lab.LABEL + often.labels[named]).all()
    assert (said[~rare, 3] < lab.LABEL).all()
    entity = entities_of(said)
    seen = np.bincount(entity, minlength=1024) / len(said)
    assert seen == pytest.approx(often.popularity, abs=6e-4)
    relation, kind = said[:, 0] - lab.RELATION, often.class_of[entity]
    for which in [(0, 0), (7, 3), (4, 2)]:
        some = said[(relation == which[0]) & (kind == which[1]), 3] - lab.OBJECT
        seen = np.bincount(some, minlength=16) / len(some)
        assert seen == pytest.approx(often.facts[which], abs=0.02)


@pytest.mark.parametrize("differs", [{}, {"relations": 4, "noise": 0.4}])
def test_the_floor_is_the_mean_surprise_of_who_knows_the_world(differs):
    often = lab.make_world(0, 0.01, **differs)
    said, relations = statements(often, 400_000), len(often.facts)
    assert said[said[:, 0] < lab.QUESTION, 0].max() == lab.RELATION + relations - 1
    entity, q = entities_of(said), often.q_rate
    fact = often.facts[
        np.minimum(said[:, 0] - lab.RELATION, relations - 1),
        often.class_of[entity],
        np.minimum(said[:, 3] - lab.OBJECT, 15),
    ]
    ordinary = np.where(np.isin(entity, often.train), 1 - q, 1) / relations * fact
    knows = np.where(said[:, 0] == lab.QUESTION, q, ordinary) * often.popularity[entity]
    knows = np.log(knows)
    spread = knows.std() / 4 / np.sqrt(len(said))
    assert lab.entropy_floor(often) == pytest.approx(-knows.mean() / 4, abs=4 * spread)
    # Worked out by hand in the chapter's notes for the default rate.
    default = lab.make_world(0, 0.0004)
    assert lab.entropy_floor(default) == pytest.approx(2.5412, abs=1e-4)


def test_prompts_show_labeled_train_entities_and_ask_each_test_entity_everywhere(world):
    prompts = lab.few_shot_prompts(world)
    said = prompts.tokens[:, 1:].reshape(-1, lab.SHOTS + lab.QUESTIONS, 4)
    entity = entities_of(said)
    shots, asked = entity[:, : lab.SHOTS], entity[:, lab.SHOTS :]
    assert (prompts.tokens[:, 0] == lab.BOS).all()
    assert (said[..., 0] == lab.QUESTION).all()
    assert (said[..., 3] == lab.LABEL + world.labels[entity]).all()
    assert np.isin(shots, world.train).all()
    assert all(len(set(row)) == len(row) for row in (*shots, *asked))
    assert np.array_equal(asked, prompts.entities)
    assert (np.sort(asked, axis=0) == np.sort(world.test)[:, None]).all()
    # The logits at a place predict the token after it.
    assert np.array_equal(prompts.tokens[:, prompts.places + 1], prompts.answers)


@pytest.mark.parametrize("amount", [4, 64, 512])
def test_examples_are_balanced_and_nested(world, amount):
    chosen = lab.finetuning_examples(world, world.train, 0, 0, amount)
    assert len(set(chosen)) == amount
    assert np.isin(chosen, world.train).all()
    assert (np.bincount(world.labels[chosen]) == amount / lab.CLASSES).all()
    more = lab.finetuning_examples(world, world.train, 0, 0, 512)
    assert set(chosen) <= set(more)
    for seed, draw in [(0, 1), (1, 0)]:
        other = lab.finetuning_examples(world, world.train, seed, draw, 512)
        assert not np.array_equal(more, other)


@pytest.mark.parametrize(("amount", "steps"), [(16, 3), (48, 10), (512, 16)])
def test_epochs_pass_all_examples_before_any_returns(world, amount, steps):
    order = lab.batches(world, 0, 1, amount, steps, 32)
    assert order.shape == (steps, 32)
    counts = np.bincount(order.ravel(), minlength=1024)
    used = counts[lab.finetuning_examples(world, world.train, 0, 1, amount)]
    assert used.sum() == steps * 32
    assert used.max() - used.min() <= 1
