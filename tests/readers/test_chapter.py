"""The cells of the chapter on scores whose answers are known."""

import json

import numpy as np
import pandas as pd
import pytest

from emergestudy import report
from emergestudy.display import written
from emergestudy.law.simulation import TRUTH, SimulatedStudy

from .conftest import family, own

pytestmark = pytest.mark.usefixtures("close_figures")


@pytest.fixture
def chapter(root, monkeypatch):
    """Run the code of the notebook on a table of scores; return its names."""
    notebook = json.loads((root / "notebooks/your_models.ipynb").read_text("utf-8"))
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]

    def run(table, x="params", until=None, **parameters):
        monkeypatch.setattr(report, "read_scores", lambda _: table)
        names = {}
        for cell in cells:
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names |= {"scores": "some.csv", "x": x} | parameters
            if cell["id"] == until:
                break
        return names

    return run


def test_known_points_are_found_ranked_and_told(chapter):
    table = [family("winogrande_late", 9), family("arc_easy", 7.5)]
    table = pd.concat([*table, family("sciq", 11), family("piqa", 8, shots=np.nan)])
    names = chapter(table, chance=["winogrande_late=0.25", "piqa=0.25"], notes=["a"])
    calls = names["calls"]
    order = ["arc_easy", "piqa", "winogrande_late", "sciq"]
    assert calls["task"].tolist() == order
    assert calls["verdict"].tolist() == ["emergent"] * 3 + ["flat"]
    points = np.log10(calls["point"][:3])
    assert points.tolist() == pytest.approx([7.83, 8.33, 9.33], abs=0.2)
    assert (calls["low"] < calls["point"])[:3].all()
    assert calls["best"].iloc[0] == pytest.approx(0.25 + 0.15 * 2.5)
    assert list(names["axes"]) == order
    first, last = calls.iloc[0], calls.iloc[2]
    assert " ".join(names["said"]) == written(
        "Of 4 curves of 4 tasks, 3 are emergent, 3 surely. First of the sure, arc_easy "
        f"(m, 0 shots) leaves chance at {first['point']:.3g} parameters (90 % interval "
        f"{first['low']:.3g} to {first['high']:.3g}). Last of them, winogrande_late "
        f"(m, 0 shots) leaves chance at {last['point']:.3g} parameters (90 % interval "
        f"{last['low']:.3g} to {last['high']:.3g}). Flat: sciq (m, 0 shots). Left "
        "out or doubtful: 1."
    )


def test_the_headline_leads_with_what_is_probable(chapter):
    early, part = family("business", 7, n_eval=100.0), family("sciq", 8.5)
    part = part.assign(task="mmlu_law", part_of="mmlu")
    table = [early, family("arc_easy", 8), family("piqa", 6.2, sizes=8), part]
    levels = [f"{task}=0.25" for task in ("business", "piqa")]
    names = chapter(pd.concat(table), chance=levels, parts=True)
    calls = names["calls"].set_index("task")
    assert calls["verdict"].eq("emergent").sum() == 4
    assert calls["sure"].to_dict() == {
        "arc_easy": True, "mmlu_law": True, "business": False, "piqa": False,
    }  # fmt: skip
    assert (calls.loc["piqa", "before"], calls.loc["business", "items"]) == (1, 100)
    answer = " ".join(names["said"])
    told = "Of 3 curves of 3 tasks, 3 are emergent, 1 surely. Namely, arc_easy (m"
    assert answer.startswith(told)
    assert "Less surely: piqa (m, 0 shots); business (m, 0 shots)." in answer
    assert answer.endswith("Of 1 curve of parts of mmlu, 1 is emergent.")


def test_a_falling_axis_gives_points_in_its_own_unit(chapter):
    table = pd.concat([family("arc_easy", 8), family("sciq", 9)])
    names = chapter(table, "loss")
    calls = names["calls"]
    assert calls["task"].tolist() == ["arc_easy", "sciq"]  # the earliest on top
    assert calls["point"].tolist() == pytest.approx([3.67, 2.67], abs=0.2)
    assert (calls["low"] < calls["point"]).all()
    assert (calls["point"] < calls["high"]).all()


def test_standard_errors_stand_in_for_test_items_and_refusals_are_told(chapter):
    table = family("arc_easy", 7.9, n_eval=np.nan, stderr=0.01)
    names = chapter(pd.concat([table, family("sciq", 8, value=2.0)]))
    call, refused = names["calls"].to_dict("records")
    assert call["verdict"] == "emergent"
    assert (call["last_before"], call["first_after"]) == ("m5 step 10", "m6 step 10")
    assert (call["caution"], call["why"]) == ("", "")
    assert refused["verdict"] == "refused"
    assert names["said"][-1] == "Refused: sciq (m, 0 shots)."


def test_a_metric_that_falls_with_skill_is_turned(chapter):
    table = pd.concat([family("sciq", 8, n_eval=np.nan, stderr=0.01)] * 2)
    table["n_shot"] = np.repeat([0.0, 5.0], len(table) // 2)
    table = table.assign(metric="brier_score", higher_is_better=False)
    table["value"] = 1 - table["value"] - 0.1 * (table["n_shot"] > 0)
    names = chapter(table, chance=["sciq=0.75"])
    first, least = (t.query("n_shot == 0") for t in (names["calls"], table))
    assert first["verdict"].tolist() == ["emergent"]
    assert first["best"].tolist() == [least["value"].min()]
    assert set(names["crossovers"]["verdict"]) <= {"helps_throughout", "helps_from"}


CURVE = pd.DataFrame(
    {"ahead": [1.0, 2, 3, 4, 5], "score": [0.25, 0.25, 0.3, 0.4, 0.5],
     "model": list("abcde"), "step": [np.nan] * 4 + [70.0], "share": True,
     "chance": 0.25, "n_eval": 1000.0, "stderr": np.nan}
)  # fmt: skip


def test_what_weakens_a_verdict_is_said(chapter):
    names = chapter(own(), until="weak")
    low = "starts below chance: is the level right?"
    for curve, point, told in [
        (CURVE, 2.5, ""),
        (CURVE, np.nan, ""),
        (CURVE.head(3), 2.5, "only 3 scales"),
        (CURVE, 1.5, "one scale before the point"),
        (CURVE.assign(chance=0.5).head(4), 1.5,
         f"only 4 scales; one scale before the point; {low}"),
        (CURVE.assign(chance=0.29), 2.5, ""),
        (CURVE.assign(chance=0.30), 2.5, low),
        (CURVE.assign(chance=0.29, n_eval=np.nan), 2.5, low),
        (CURVE.assign(chance=0.29, n_eval=np.nan, stderr=0.02), 2.5, ""),
        (CURVE.assign(chance=0.5, share=False), 2.5, ""),
    ]:  # fmt: skip
        assert names["caution"](curve, point) == told
    around = names["around"]
    for point, told in {4.5: (4, 1, "d", "e step 70"), 4: (3, 2, "c", "d"),
                        np.nan: (0, 0, "", "")}.items():  # fmt: skip
        names_of = ["before", "after", "last_before", "first_after"]
        assert around(CURVE, point) == dict(zip(names_of, told, strict=True))
    kinds = names["kinds"]({"flat": 0.3, "emergent": 0.695, "smooth": 0.005})
    assert kinds == "emergent 0.69, flat 0.30"


def test_ways_of_asking_are_paired_with_the_plainest(chapter):
    helped = family("arc_easy", 8, 5, gain=0.24, setting="few_shot")
    direct = family("sciq", 9, 5, setting="direct")
    chain = family("sciq", 8, 5, gain=0.3, setting="chain_of_thought")
    unknown = family("piqa", 8, n_eval=np.nan)
    more = unknown.assign(n_shot=5.0, value=unknown["value"] + 0.1)
    table = [family("arc_easy", 8), helped, chain, direct, unknown, more]
    found = chapter(pd.concat(table), chance=["piqa=0.25"])["crossovers"]
    assert found[["task", "baseline", "treatment"]].to_numpy().tolist() == [
        ["arc_easy", "0 shots", "5 shots"],
        ["sciq", "direct, 5 shots", "chain_of_thought, 5 shots"],
        ["piqa", "0 shots", "5 shots"],
    ]
    assert found["verdict"].tolist()[:2] == ["helps_from"] * 2
    assert 7.5 < np.log10(found["point"].iloc[0]) < 9.2
    assert found["says"].tolist() == ["helps", "helps", "noise not known"]


@pytest.mark.parametrize("x", ["params", "loss"])
def test_a_gain_of_unclear_shape_is_still_told(chapter, x):
    rows = family("arc_easy", 8, sizes=5)
    gain = [0.0, 0.05, 0.05, 0.05, 0.06]
    helped = rows.assign(n_shot=5.0, value=rows["value"] + gain)
    (row,) = chapter(pd.concat([rows, helped]), x)["crossovers"].to_dict("records")
    assert row["gain"] == pytest.approx(0.06)
    assert row["gain_low"] < 0.06 < row["gain_high"]
    assert (row["helped"], row["hurt"], row["points"]) == (4, 0, 5)
    assert "helps_" in row["kinds"]


def tuned(task="arc_easy"):
    study = SimulatedStudy(noise=0.005).draw(0)
    table = study.rename(columns={"score": "value"})[["loss", "examples", "value"]]
    about = own().head(1).drop(columns=["loss", "examples", "value", "task"])
    return about.merge(table, how="cross").assign(task=task)


def test_a_known_elbow_is_forecast_and_a_refusal_told(chapter):
    few = tuned("piqa")
    few = few[few["examples"].isna() | (few["examples"].rank(method="dense") < 3)]
    flat = tuned("sciq").assign(value=0.25)
    table = pd.concat([family("piqa_2", 8), tuned(), flat, few], ignore_index=True)
    table["examples"] = table["examples"].fillna(0)  # none: few-shot
    names = chapter(table, chance=["piqa_2=0.25"])
    laws = names["laws"].set_index("task")
    assert laws.index.tolist() == ["arc_easy", "sciq"]
    row = laws.loc["arc_easy"]
    assert row["low"] < row["median"] < row["high"]
    assert row["median"] == pytest.approx(TRUTH, abs=0.1)
    told = f"few-shot arc_easy (m) leaves chance at a loss of {row['median']:.3g} ("
    assert told in " ".join(names["said"])
    assert np.isnan(laws.loc["sciq", "median"])
    assert laws.loc["sciq", "amiss"] == "all scores are 0.25, so nothing rises."


def test_no_more_panels_than_fit_and_no_name_is_a_formula(chapter):
    tasks = [f"${i}x^$ <b>" + "n" * 60 for i in range(26)]
    table = pd.concat([family(task, 11, sizes=3) for task in tasks])
    axes = chapter(table, until="panels", chance=[f"{t}=0.25" for t in tasks])["axes"]
    assert len(axes) == 24
    title = next(iter(axes.values())).get_title()
    assert title.startswith(r"\$")
    assert title.endswith("...")


def test_more_than_three_curves_are_counted(chapter):
    table = pd.concat([family("sciq", 11, shots=n) for n in range(5)])
    counted, listed, paired = chapter(table)["said"]
    assert counted == "Of 5 curves of 1 task, 0 are emergent."
    assert listed.endswith("; sciq (m, 2 shots) and 2 more.")
    assert paired.endswith("at the largest scale, in 4 pairs: cannot tell in 4.")


def test_no_number_is_written_as_nothing(chapter):
    show = chapter(own(), until="setup")["show"]
    told = show(pd.DataFrame({"low": [1.5, np.nan], "high": [np.inf, 2]}))
    assert told.to_numpy().tolist() == [[1.5, "no end"], ["", 2]]
    assert told.attrs["as_given"]
    assert show(own().head(0), "none") is None
