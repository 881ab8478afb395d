import json


def test_a_claim_is_shown_with_what_decides_it(run):
    done = run("claims", "C10")
    assert done.exit_code == 0
    assert done.output.startswith("C10, Wei et al., Sec. 3 / Fig. 2G: reproduced\n")
    assert "Gopher 280B 60.0" in done.output
    assert done.output.endswith("1 reproduced\n")


def test_json_holds_every_column(run):
    (row,) = json.loads(run("figures", "Fig. 2H", "--json").output)
    told = "Fig. 2H", "few_shot_emergence", "reproduced with a correction"
    assert (row["item"], row["notebook"], row["verdict"]) == told
