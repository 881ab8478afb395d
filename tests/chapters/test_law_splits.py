import pytest

from emergestudy.chapters.forecasting import law_splits


@pytest.fixture(scope="module")
def results():
    return law_splits.law_results()


def test_both_forms_answer_the_same_splits(results):
    sizes = results.groupby(["curve", "models"])["rival"].nunique()
    assert len(sizes) == 9
    assert (sizes == 2).all()


def test_the_closer_form_has_the_smaller_median_error(results):
    table = law_splits.forms_compared(results).set_index("curve")
    mmlu = results[(results["curve"] == "mmlu") & (results["rival"] == "power law")]
    assert table.loc["mmlu", "power law"] == mmlu["error"].abs().median()
    assert not table["log_power_closer"].any()
    swapped = results.assign(
        rival=results["rival"].map(
            dict(zip(law_splits.LAWS, law_splits.LAWS[::-1], strict=True))
        )
    )
    assert law_splits.forms_compared(swapped)["log_power_closer"].all()


def test_d0_moves_the_forecast():
    moves = law_splits.d0_moves()
    assert len(moves) == 9
    assert moves["moves"].between(0.5, 10).all()
