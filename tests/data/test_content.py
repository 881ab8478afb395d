"""What the numbers say about each other: independent sources must agree."""

import shutil

import numpy as np
import pytest

from emergestudy.data import load
from emergestudy.descriptor import read_descriptor
from emergestudy.sealing import seal


def fig2(panel, family):
    frame = load("wei2022_scores")
    rows = frame[(frame["locator"] == f"Fig. 2{panel}") & (frame["family"] == family)]
    return rows.sort_values("train_flops")["value"].tolist()


@pytest.mark.parametrize(
    ("name", "query", "panel", "family"),
    [
        ("palm_scores", "task == 'wic' and n_shot == 1 and ~model.str.contains('T ')",
         "H", "PaLM"),
        ("mmlu_scores", "task == 'mmlu' and locator == 'Table 1' and family == 'GPT-3' "
         "and setting == 'few_shot'", "G", "GPT-3"),
    ],
)  # fmt: skip
def test_scores_as_drawn_are_as_printed(name, query, panel, family):
    printed = load(name).query(query).sort_values("params")["value"]
    assert fig2(panel, family) == printed.tolist()


def test_scores_of_big_bench_are_shares_of_the_answers_that_were_scored():
    """Within half of the last decimal printed and the precision of the reading."""
    rows = load("wei2022_scores").dropna(subset="n_eval")
    rows = rows[rows["locator"].str.match(r"Fig\. (2[A-D]|[5-7])")]
    value, n = rows["value"], rows["n_eval"].astype(float)
    off = (100 * (value * n / 100).round() / n - value).abs()
    assert (off <= 0.06 + 2e-4 * value).all()  # 1/654 of periodic elements is too far
    known = load("tasks").set_index("task")["n_eval"]
    assert (n == rows["task"].map(known)).all()
    assert n.max() == 1024


def test_training_flops_are_6nd_but_for_a_few_models_of_table_2():
    """Table 2 follows 6ND; LaMDA counts otherwise at its two largest sizes."""

    def ratio(rows):
        rows = rows.dropna(subset=["params", "train_tokens", "train_flops"])
        rows = rows[rows["train_flops"] > 0]
        return rows["train_flops"] / (6.0 * rows["params"] * rows["train_tokens"])

    printed = ratio(load("models").query("locator == 'Table 2'"))
    assert printed.median() == pytest.approx(1, abs=0.02)
    assert printed.between(0.5, 2).all()
    for name in ("open_base_scores", "olmo_scores", "gadre_scores", "pythia_scores"):
        assert np.allclose(ratio(load(name)), 1, atol=2e-3), name


def test_the_reading_equals_the_drawing_point_by_point():
    """Figure 2: same families (but in 2F), same number of points, same heights."""
    points = load("wei2022_points").query("series != 'Random'")
    points = points.rename(columns={"series": "family", "y": "value"})
    place = ["locator", "family"]
    read, drawn = (
        table[table["locator"].str.fullmatch("Fig. 2[A-H]")][[*place, "value"]]
        for table in (load("wei2022_scores").replace("GPT-2", "GPT-3"), points)
    )
    read, drawn = (t.sort_values([*place, "value"]) for t in (read, drawn))
    assert read[place].to_numpy().tolist() == drawn[place].to_numpy().tolist()
    assert np.allclose(read["value"], drawn["value"], atol=0.01)


@pytest.mark.parametrize(
    ("name", "query", "chance"),
    [
        ("mmlu_scores", "task == 'mmlu'", 25),
        ("wei2022_panels", "panel == 'E'", 22.6),
        ("gpt3_scores", "task == 'anli_r1'", 33.3333),
        ("olmo_scores", "task == 'socialiqa' and metric == 'acc'", 0.333333),
        ("wei2022_scores", "metric == 'error_rate' and task == 'logical_args'", 80),
        ("finetuning_scores", "task == 'mmlu' and metric == 'brier_score'", 0.75),
        ("palm_scores", "task == 'boolq' and locator == 'Table 8'", np.nan),
    ],
)
def test_chance_has_the_unit_of_the_score_and_turns_with_errors(name, query, chance):
    (level,) = load(name).query(query)["chance"].unique()
    assert level == pytest.approx(chance, abs=0, nan_ok=True)


@pytest.mark.parametrize(
    ("name", "query", "keys", "within"),
    [
        ("flan_scores", "locator in ['Table 17', 'Table 18', 'Table 19']",
         ["model", "setting", "prompting"], 0.06),
        ("open_prompting_scores", "task.str.startswith('bbh_')",
         ["model", "setting"], 1e-5),
    ],
)  # fmt: skip
def test_averages_over_the_27_tasks_of_big_bench_hard(name, query, keys, within):
    scores = load(name).query(query)
    wide = scores.pivot(index=keys, columns="task", values="value")
    average = wide.pop("bbh_overall")
    assert wide.shape[1] == 27
    assert np.allclose(wide.mean(axis=1), average, atol=within)


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
