import numpy as np
import pytest

from emergestudy.chapters.perplexity_lens.lens_corpora import (
    LOSSES,
    corpus_errors,
    corpus_points,
    equal_compute,
)
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_models_have_all_losses_and_the_score_of_the_table():
    points = corpus_points("hellaswag").set_index("model")
    assert len(points) == 104
    assert points[list(LOSSES)].notna().all(axis=None)
    rows = load("gadre_scores").query("task == 'hellaswag'").set_index("model")
    assert np.allclose(points["score"], 100 * rows["value"].reindex(points.index))


def test_the_text_that_helps_depends_on_the_task():
    table = corpus_errors().set_index("axis")
    assert table["jeopardy"].idxmin() == "loss_paloma_ptb"
    assert table["hellaswag"].idxmin() == "loss_c4_val"
    compute = table.loc["train_flops"]
    assert table.loc["loss_c4_val", "jeopardy"] > compute["jeopardy"]
    assert table.loc["loss_paloma_ptb", "hellaswag"] > compute["hellaswag"]


def test_equal_compute_has_one_model_a_corpus():
    rows = equal_compute(corpus_points()).set_index("train_data")
    assert rows.index.tolist() == ["c4_original", "rpj", "rw_original"]
    assert rows["train_flops"].nunique() == 1
    assert rows["loss_c4_val"].idxmin() == rows["score"].idxmin() == "c4_original"


def test_an_unknown_task_is_refused():
    with pytest.raises(UsageError, match="did you mean 'jeopardy'"):
        corpus_points("jeopardi")
