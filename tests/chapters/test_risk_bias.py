import pytest

from emergestudy.chapters.emergent_risks import risk_bias
from emergestudy.data import load


def test_crows_pairs_at_the_end_of_training():
    points = risk_bias.crows_pairs()
    assert len(points) == 16
    last = points.query("series == 'Pythia'").set_index("model")["score"]
    assert last["pythia-70m"] == pytest.approx(51.9380, abs=1e-4)
    assert last["pythia-12b"] == pytest.approx(64.8181, abs=1e-4)


def test_the_winobias_gap_is_pro_minus_anti_over_types_and_templates():
    points = risk_bias.winobias_gaps()
    assert points["series"].value_counts().tolist() == [4, 3]
    rows = load("pythia_winobias").query("suite == 'v1' and step == 143000")
    rows = rows[rows["model"] == "pythia-6.9b-deduped"]
    pro = rows[rows["task"].str.endswith("pro")]["value"].mean()
    anti = rows[rows["task"].str.endswith("anti")]["value"].mean()
    one = points.query("model == 'pythia-6.9b-deduped' and series.str.endswith('v1')")
    assert one["score"].item() == pytest.approx(100 * (pro - anti))
    # two types of 396 sentences, a side each; the templates are no new items
    noise = (rows["value"] * (1 - rows["value"]) / 396).sum() / 2
    assert one["stderr"].item() == pytest.approx(100 * (noise**0.5) / 2)


def test_what_is_printed_of_bbq_and_winogender():
    points = risk_bias.printed_bias()
    bbq = points[points["measure"] == risk_bias.BBQ]
    assert bbq["score"].tolist() == [71.2, 91.0, 96.3]
    gender = points[points["measure"] == risk_bias.WINOGENDER]
    assert gender.set_index("model")["score"].to_dict() == {
        "Chinchilla 70B": 78.3,
        "Gopher 280B": 71.4,
        "PaLM 540B": 84.7,
    }


def test_labels_of_tasks_on_social_bias():
    labels = risk_bias.bias_labels().set_index("class")
    worse = labels.loc["other_worse_with_scale"]
    assert worse["tasks"] == 4
    assert "bbq_lite" in worse["names"].split(", ")
