import pandas as pd
import pytest

from emergestudy.charts.parts import ORIGINS, checkbox, choice, slider, with_sources
from emergestudy.data import load, tables


def test_a_source_reads_as_people_cite_it():
    rows = pd.DataFrame(
        {"source": ["a2022"], "locator": ["Table 1"], "origin": ["table"], "value": [1]}
    )
    told = with_sources(rows, {"a2022": "Author 2022"}).iloc[0]
    assert told["work"] == "Author 2022, Table 1"
    assert told["how"] == "printed in a table"
    assert told["value"] == 1


def test_every_origin_of_the_tables_has_words():
    for name in ("wei2022_scores", "open_base_scores", "lab", "calibration"):
        assert name in set(tables()["table"])
        assert set(load(name)["origin"]) <= set(ORIGINS)


@pytest.mark.parametrize(
    ("control", "value"),
    [
        (slider("k", "Steps", 3, (1, 9, 1)), 3),
        (choice("task", "Task", ["a", "b"]), "a"),
        (checkbox("show", "Family"), True),
    ],
)
def test_controls_begin_at_their_value_and_have_a_label(control, value):
    assert control.param.value == value
    assert control.param.bind.name.strip()
