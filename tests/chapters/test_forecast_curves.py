import pytest

from emergestudy.chapters.case_studies import forecast_curves


def test_forecasts_carry_the_printed_elbows_and_truths():
    one, two = forecast_curves.of_mixtures()
    assert (one.predicted, one.truth) == (2.254, 2.226)
    assert (two.predicted, two.truth) == (2.311, 2.318)
    (apps,) = forecast_curves.of_apps()
    assert (apps.predicted, apps.truth) == (1.361, None)
    assert list(apps.curves) == ["MCMC", "Bootstrap"]


def test_the_table_holds_what_is_drawn():
    table = forecast_curves.drawn_percentiles()
    for forecast in forecast_curves.of_mixtures():
        for method, curve in forecast.curves.items():
            column = table[f"{forecast.name} {method}"]
            assert column.tolist() == curve["loss"].tolist()
    assert table["share"].tolist() == [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]


def test_the_largest_model_lies_the_printed_distance_before_the_elbow():
    name, loss = forecast_curves.largest_model()
    assert name == "LLaMA 2 70B"
    assert loss == pytest.approx(1.361 + forecast_curves.distance())
