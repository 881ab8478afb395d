"""What the tables give with one another, and as a package for outsiders."""

import shutil

import numpy as np
import pytest

from emergestudy.data import load
from emergestudy.descriptor import read_descriptor
from emergestudy.sealing import seal


@pytest.mark.parametrize(("name", "query", "chance"), [
    ("mmlu_scores", "task == 'mmlu'", 25),
    ("wei2022_panels", "panel == 'E'", 22.6),
    ("gpt3_scores", "task == 'anli_r1'", 33.3333),
    ("olmo_scores", "task == 'socialiqa' and metric == 'acc'", 0.333333),
    ("wei2022_scores", "metric == 'error_rate' and task == 'logical_args'", 80),
    ("finetuning_scores", "task == 'mmlu' and metric == 'brier_score'", 0.75),
    ("palm_scores", "task == 'boolq' and locator == 'Table 8'", np.nan),
])  # fmt: skip
def test_chance_has_the_unit_of_the_score_and_turns_with_errors(name, query, chance):
    (level,) = load(name).query(query)["chance"].unique()
    assert level == pytest.approx(chance, abs=0, nan_ok=True)


@pytest.mark.filterwarnings("ignore")
def test_outsiders_can_read_the_package_and_every_number_has_a_unit(root):
    """The descriptor and the tables satisfy the Frictionless standard itself."""
    from frictionless import validate

    report = validate(str(root / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:3]
    for table in read_descriptor().values():
        for field in table.fields:
            assert len(field.description) > 5, (table.name, field.name)
            assert field.type == "string" or field.unit, (table.name, field.name)


def test_every_cell_and_key_is_as_declared_and_nothing_else_is_there(root, tmp_path):
    """What sealing checks, on the study's own tables."""
    folder = shutil.copytree(root / "data", tmp_path / "data")
    before = (folder / "datapackage.json").read_bytes()
    assert seal(folder) == []
    assert (folder / "datapackage.json").read_bytes() == before
    declared = {t.path.name for t in read_descriptor().values()} | {"datapackage.json"}
    assert {path.name for path in folder.iterdir()} == declared
    assert sum(path.stat().st_size for path in folder.iterdir()) < 6e6
