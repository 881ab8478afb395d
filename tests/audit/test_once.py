from emergestudy.audit.once import once
from emergestudy.data import load


def test_it_computes_again_only_when_the_data_change(change):
    asked = []

    @once
    def largest(family):
        asked.append(family)
        return load("models").query("family == @family")["params"].max()

    assert largest("PaLM") == largest("PaLM") == 5.4e11
    assert asked == ["PaLM"]
    change("models", "model == 'PaLM 540B'", "params", "6e11")
    assert largest("PaLM") == 6e11
    assert asked == ["PaLM", "PaLM"]
