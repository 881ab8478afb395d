import numpy as np
import pytest

from emergestudy.chapters.table_of_emergence.family_scales import (
    chinchilla_beside_gopher,
    family_scales,
    proportional,
    scale_panels,
)
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures import scaling_grid

FAMILIES = ["GPT-3", "LaMDA", "Gopher", "Chinchilla", "PaLM", "Anthropic LM"]


def test_constant_tokens_and_the_exceptions():
    _, summary = family_scales(FAMILIES)
    table = summary.assign(holds=proportional(summary)).set_index("family")
    assert table.loc["GPT-3", "tokens_ratio"] == 1
    assert table.loc["Gopher", "tokens_ratio"] == pytest.approx(325 / 300)
    assert set(table.index[~table["holds"]]) == {"Chinchilla", "LaMDA"}
    assert table["sizes"].sum() == 36


def test_the_misprint_bends_the_printed_compute():
    _, summary = family_scales(["Anthropic LM"], "train_flops_printed")
    assert summary["per_parameter"].item() > 9
    assert not proportional(summary).item()


@pytest.mark.usefixtures("close_figures")
def test_the_figure_draws_the_tokens_of_table_2():
    models, _ = family_scales(["PaLM", "Chinchilla"])
    figure = scaling_grid(scale_panels(models), x_axis="params", columns=2)
    table = load("models").query(
        "locator == 'Table 2' and family in ('PaLM', 'Chinchilla')"
    )
    drawn = [xy for line in figure.axes[0].lines for xy in line.get_xydata().tolist()]
    wanted = np.column_stack([table["params"], table["train_tokens"] / 1e9])
    assert np.allclose(sorted(drawn), sorted(wanted.tolist()))


def test_chinchilla_has_a_quarter_of_the_parameters():
    pairs = chinchilla_beside_gopher()
    assert np.allclose(pairs["params_ratio"], 0.25)
    assert pairs["flops_ratio"].iloc[0] == pytest.approx(5.63 / 5.46)
    assert pairs["flops_ratio"].between(0.9, 1.2).all()


def test_an_unknown_family_is_refused():
    with pytest.raises(UsageError, match="no family of Table 2 named 'T5'"):
        family_scales(["T5"])
