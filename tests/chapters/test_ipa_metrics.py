import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.metric_choice import ipa_metrics
from emergestudy.data import load
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")


@pytest.fixture(scope="module")
def models():
    return ipa_metrics.ipa_scores()


def test_the_scores_are_those_of_the_table(models):
    row = models.set_index("model").loc["huggyllama/llama-65b"]
    table = load("open_emergent_scores").query(
        "model == 'huggyllama/llama-65b' and task == 'ipa_transliterate'"
    )
    by = table.set_index("metric")["value"]
    assert row["exact_match"] == 100 * by["exact_match"]
    assert row["bleu"] == by["bleu"]


def test_bleu_leaves_zero_a_little_before_exact_match(models):
    calls = ipa_metrics.call_ipa(models).set_index("metric")
    assert (calls["verdict"] == "emergent").all()
    match, bleu = calls.loc["exact_match"], calls.loc["bleu"]
    assert bleu["point"] < match["point"]
    assert match["low"] < bleu["high"]
    assert match["zeros"] > bleu["zeros"]


def test_a_smooth_metric_is_not_called_emergent(models):
    steady = 10 * np.log10(models["train_flops"] / 1e19)
    calls = ipa_metrics.call_ipa(models.assign(bleu=steady)).set_index("metric")
    assert calls["verdict"]["bleu"] == "smooth"


def test_outliers_can_be_kept(models):
    kept = ipa_metrics.ipa_scores(outliers=True)["model"]
    extra = kept[~kept.isin(models["model"])].str.split("/").str[-1]
    assert len(extra)
    assert set(extra) <= set(ipa_metrics.OUTLIERS)


def test_the_figure_draws_the_means(models):
    table = ipa_metrics.ipa_by_compute(models)
    assert table["models"].sum() == len(models)
    calls = ipa_metrics.call_ipa(models)
    axes = scaling_grid(ipa_metrics.ipa_panels(table, calls), columns=2).axes
    for axis, metric in zip(axes, ("exact_match", "bleu"), strict=True):
        drawn = pd.DataFrame(axis.lines[1].get_xydata(), columns=["x", "y"])
        assert np.allclose(drawn["y"], table[metric])
        assert np.allclose(drawn["x"], table["mean_flops"])
