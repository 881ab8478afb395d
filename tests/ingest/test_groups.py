from emergestudy.ingest.groups import parents, shots_of
from emergestudy.ingest.harness import read_harness

from .conftest import new_harness

FOUND = {
    "results": {"mmlu": {"acc,none": 0.5}, "stem": {"alias": "stem"},
                "physics": {"acc,none": 0.4}, "biology": {"acc,none": 0.6}},
    "group_subtasks": {"mmlu": ["stem"], "stem": ["physics", "biology"],
                       "physics": []},
    "n-shot": {"physics": 5, "biology": 5},
}  # fmt: skip


def test_only_a_group_with_a_score_has_parts():
    assert parents(FOUND) == {"stem": "mmlu"}
    scored = FOUND | {"results": FOUND["results"] | {"stem": {"acc,none": 0.5}}}
    assert parents(scored)["physics"] == "stem"


def test_a_group_has_the_shots_that_its_parts_share():
    assert shots_of(FOUND, "mmlu") == 5
    assert shots_of(FOUND, "physics") == 5
    mixed = FOUND | {"n-shot": {"physics": 5, "biology": 0}}
    assert shots_of(mixed, "mmlu") is None


def test_groups_that_hold_themselves_end():
    loop = {"group_subtasks": {"a": ["b"], "b": ["a"], "c": ["c"]}}
    assert shots_of(loop, "a") is None
    assert shots_of(loop, "c") is None


def test_wrong_shapes_are_no_groups():
    assert parents(FOUND | {"group_subtasks": {"mmlu": "stem", "x": [1, None]}}) == {}


def test_a_file_tells_the_parts_and_shots_of_its_groups():
    found = new_harness(shots=5)
    found["results"]["all"] = {"acc,none": 0.3}
    found["group_subtasks"] = {"all": ["arc_easy"]}
    rows = {(s["task"], s["metric"]): s for s in read_harness(found)}
    assert rows["arc_easy", "acc"]["part_of"] == "all"
    assert rows["all", "acc"]["n_shot"] == 5
    assert "part_of" not in rows["all", "acc"]
