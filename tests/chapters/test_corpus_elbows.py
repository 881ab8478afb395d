import numpy as np
import pytest

from emergestudy.chapters.case_studies import corpus_elbows as corpora
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.law import fit_elbow

TEXTS = ["loss_c4_val", "loss_paloma_redpajama", "loss_paloma_ptb"]


@pytest.fixture(scope="module")
def elbows():
    return corpora.corpus_elbows("squad", TEXTS)


def test_an_elbow_is_that_of_the_rows_of_the_table(elbows):
    table = load("gadre_scores")
    table = table[table["family"] == "open_lm RedPajama"]
    wide = table.pivot(index="model", columns="task", values="value")
    fit = fit_elbow(wide["loss_paloma_redpajama"], 100 * wide["squad"])
    row = elbows.set_index(["text", "family"]).loc[
        ("loss_paloma_redpajama", "open_lm RedPajama")
    ]
    assert row["models"] == 35
    assert row[["elbow", "low", "high"]].tolist() == pytest.approx(
        [fit.elbow, fit.low, fit.high]
    )


def test_compute_counts_the_other_way_round():
    table = corpora.corpus_elbows("squad", [corpora.COMPUTE])
    first = table.loc[table["rank"] == 1, "elbow"].item()
    assert first == table["elbow"].min()


def test_panels_hold_the_points_and_the_marks_of_their_text(elbows):
    shown = corpora.two_texts(TEXTS)
    assert shown == ["loss_c4_val", "loss_paloma_redpajama"]
    points = corpora.drawn_points("squad", shown, elbows)
    panels = corpora.corpus_panels(points, elbows)
    assert [p.title for p in panels] == ["Loss on C4", "Loss on RedPajama"]
    for panel, text in zip(panels, shown, strict=True):
        here = elbows[elbows["text"] == text]
        assert np.array_equal(panel.marks["point"], here["elbow"])
        assert panel.curves["scale"].max() <= here["elbow"].max() + corpora.WINDOW
        assert len(panel.curves) == (points["text"] == text).sum()


def test_texts_and_tasks_that_do_not_exist_are_refused():
    with pytest.raises(UsageError, match="no text to measure the loss on named 'c4'"):
        corpora.corpus_elbows("squad", ["c4"])
    with pytest.raises(UsageError, match="no text to measure the loss on chosen"):
        corpora.corpus_elbows("squad", [])
    with pytest.raises(UsageError, match="no task of the three corpora named 'apps'"):
        corpora.corpus_elbows("apps", TEXTS)
