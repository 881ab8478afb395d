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
    ("name", "query", "panel", "family", "within"),
    [
        ("palm_scores", "task == 'wic' and n_shot == 1 and ~model.str.contains('T ')",
         "H", "PaLM", 0),
        ("mmlu_scores", "task == 'mmlu' and locator == 'Table 1' and family == 'GPT-3' "
         "and setting == 'few_shot'", "G", "GPT-3", 0),
        ("gpt3_scores", "task == 'wic' and setting == 'one_shot'", "H", "GPT-3", 0.1),
    ],
)  # fmt: skip
def test_scores_as_drawn_are_as_printed(name, query, panel, family, within):
    printed = load(name).query(query).sort_values("params")["value"].tolist()
    assert fig2(panel, family) == pytest.approx(printed, abs=within)


def test_where_sources_disagree_all_of_them_stand():
    """PaLM 540B on GSM8K with chain of thought: three papers, three numbers."""
    query = (
        "task == 'gsm8k' and model == 'PaLM 540B' and setting == 'chain_of_thought' "
        "and value != 54 or task == 'gsm8k' and model == 'PaLM 540B' and "
        "locator == 'Table 32'"
    )
    found = {}
    for name in ("palm_scores", "upalm_scores", "chain_of_thought_scores"):
        rows = load(name).query(query)
        found |= dict(zip(rows["source"], rows["value"], strict=True))
    assert found == {
        "chowdhery2022palm": 54.0,
        "tay2022transcending": 54.9,
        "wei2022chain": 56.9,
    }


def test_training_flops_are_6nd_but_for_a_few_models():
    """Table 2 follows 6ND; LaMDA counts otherwise at its two largest sizes."""
    frame = load("models").query("locator == 'Table 2'")
    ratio = frame["train_flops"] / (6 * frame["params"] * frame["train_tokens"])
    assert ratio.median() == pytest.approx(1, abs=0.02)
    assert ratio.between(0.5, 2).all()


def test_the_typo_of_table_2_is_kept_and_corrected_in_the_open():
    row = load("models").query("model == 'Anthropic LM 52B'").iloc[0]
    assert (row["train_flops_printed"], row["train_flops"]) == (2.65e22, 2.65e23)
    assert "2.65E+22" in row["note"]


def test_the_reading_equals_the_drawing_point_by_point():
    """Figure 2: same families, same number of points, same heights."""
    scores, points = load("wei2022_scores"), load("wei2022_points")
    for locator in [f"Fig. 2{p}" for p in "ABCDEFGH"]:
        read = scores[scores["locator"] == locator].groupby("family")["value"]
        drawn = points[(points["locator"] == locator) & (points["series"] != "Random")]
        drawn = drawn.groupby("series")["y"]
        assert set(read.groups) == set(drawn.groups)
        for family in read.groups:
            assert np.allclose(
                sorted(read.get_group(family)),
                sorted(drawn.get_group(family)),
                atol=0.01,
            )


def test_chance_has_the_unit_of_the_score_and_turns_with_errors():
    def chance(name, query):
        (level,) = load(name).query(query)["chance"].unique()
        return level

    assert chance("mmlu_scores", "task == 'mmlu'") == 25
    assert chance("wei2022_panels", "panel == 'E'") == 22.6
    assert chance("gpt3_scores", "task == 'anli_r1'") == 33.3333
    assert chance("olmo_scores", "task == 'socialiqa' and metric == 'acc'") == 0.333333
    assert (
        chance("wei2022_scores", "metric == 'error_rate' and task == 'logical_args'")
        == 80
    )
    brier = "task == 'mmlu' and metric == 'brier_score'"
    assert chance("finetuning_scores", brier) == 0.75
    assert np.isnan(chance("palm_scores", "task == 'boolq' and locator == 'Table 8'"))


def test_a_source_may_give_another_size_of_the_same_model():
    def sizes(name, model):
        return set(load(name).query("model == @model")["params"])

    assert sizes("gpt3_scores", "GPT-3 Small") == {1.25e8}
    assert sizes("mmlu_scores", "GPT-3 Small") == {2.7e9}
    assert sizes("wei2022_scores", "LaMDA 69B") == {6.9e10, 6.8e10}
    assert sizes("open_brier_scores", "openai-community/gpt2") == {1.24e8, 3.55e8}


def test_compute_belongs_to_the_checkpoint():
    rows = load("upalm_scores").query("model == 'PaLM 540B' and locator == 'Table 8'")
    flops = rows.groupby("train_tokens")["train_flops"].agg(["min", "count"])
    assert flops["count"].tolist() == [0, 0, 27]
    assert flops["min"].iloc[-1] == 2.5272e24
    olmo = load("olmo_scores").drop_duplicates(["model", "step"])
    assert olmo["train_tokens"].notna().all()
    assert olmo["step"].isna().sum() == 1
    first = olmo.query("model == '190M-0.5xC' and step == 50")
    assert first["train_tokens"].item() == 26214400


@pytest.mark.parametrize(
    ("name", "query", "keys", "models", "within"),
    [
        ("flan_scores", "locator in ['Table 17', 'Table 18', 'Table 19']",
         ["model", "setting", "prompting"], 48, 0.06),
        ("open_prompting_scores", "task.str.startswith('bbh_')",
         ["model", "setting"], None, 1e-5),
    ],
)  # fmt: skip
def test_averages_over_the_27_tasks_of_big_bench_hard(
    name, query, keys, models, within
):
    """Of 24 models, direct and with reasoning (Chung et al.), and of open ones."""
    scores = load(name).query(query)
    wide = scores.pivot(index=keys, columns="task", values="value")
    average = wide.pop("bbh_overall")
    assert wide.shape[1] == 27
    assert models in (None, len(wide))
    assert np.allclose(wide.mean(axis=1), average, atol=within)


def test_mmlu_by_subject_has_the_mean_that_is_printed():
    """Chinchilla prints 67.6 over 57 subjects; Gopher's cells do not give its 60.0."""
    rows = load("chinchilla_scores").query("locator == 'Table A6'")
    means = rows.groupby("model")["value"].agg(["size", "mean"])
    assert means["size"].tolist() == [57, 57]
    assert means.loc["Chinchilla 70B", "mean"] == pytest.approx(67.6, abs=0.05)
    assert means.loc["Gopher 280B", "mean"] == pytest.approx(60.6, abs=0.05)


def test_the_census_counts_as_the_paper_does():
    tasks = load("bigbench_tasks")
    counts = tasks["class"].value_counts()
    assert len(tasks) == 210
    assert counts["smoothly_increasing"] == 58
    assert counts["emergent_gpt3_or_lamda"] == 25
    assert counts["emergent_palm"] == 42
    assert counts["flat"] == 45
    assert counts[counts.index.str.startswith("other_")].sum() == 40
    assert tasks["listed_in_appendix_f"].sum() == 14


def test_open_compute_is_6nd():
    for name in ("open_base_scores", "olmo_scores", "gadre_scores", "pythia_scores"):
        rows = load(name).dropna(subset=["params", "train_tokens", "train_flops"])
        rows = rows[rows["train_flops"] > 0]
        ratio = rows["train_flops"] / (6.0 * rows["params"] * rows["train_tokens"])
        assert np.allclose(ratio, 1, atol=2e-3), name


def test_every_column_has_a_meaning_and_every_number_a_unit():
    for table in read_descriptor().values():
        for field in table.fields:
            assert len(field.description) > 5, (table.name, field.name)
            if field.type != "string":
                assert field.unit, (table.name, field.name)


def test_outsiders_can_read_the_package(root):
    """The descriptor and the tables satisfy the Frictionless standard itself."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import validate

        report = validate(str(root / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:3]


def test_the_folder_holds_nothing_else_and_stays_small(root):
    declared = {t.path.name for t in read_descriptor().values()} | {"datapackage.json"}
    files = list((root / "data").iterdir())
    assert {f.name for f in files} == declared
    assert sum(f.stat().st_size for f in files) < 6e6
    assert all(f.stat().st_size < 1.5e6 or f.suffix == ".gz" for f in files)


def test_every_cell_and_key_is_as_declared(root, tmp_path):
    """What sealing checks, on the study's own tables."""
    folder = shutil.copytree(root / "data", tmp_path / "data")
    before = (folder / "datapackage.json").read_bytes()
    assert seal(folder) == []
    assert (folder / "datapackage.json").read_bytes() == before
