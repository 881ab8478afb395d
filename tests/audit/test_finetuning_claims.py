from emergestudy.audit.finetuning_claims import CLAIMS


def test_the_claims_have_these_verdicts():
    found = {claim: check().verdict for claim, check in CLAIMS.items()}
    assert found == {
        "P01": "reproduced",
        "P02": "reproduced",
        "P03": "only partly",
        "P04": "reproduced",
        "P05": "only partly",
    }


def test_a_loss_that_jumps_is_not_foretold(change):
    late = "run == 'peteish7' and task == 'c4' and train_tokens > 4e11"
    change("olmo_run_scores", late, "value", 1.5)
    assert CLAIMS["P01"]().verdict == "only partly"


def test_without_a_gain_of_weak_models_nothing_moves(change):
    tuned = "metric == 'accuracy' and finetuning_examples == 256000"
    change("finetuning_scores", f"{tuned} and train_flops < 5e22", "value", 0.25)
    found = CLAIMS["P02"]()
    assert found.verdict == "only partly"
    assert "gsm8k (all): 1.72" in found.decides


def test_an_early_jump_of_the_larger_model_tells_the_sizes_apart(change):
    answers = "run == 'peteish13' and metric == 'acc' and train_tokens > 8e10"
    change("olmo_run_scores", f"{answers} and train_tokens < 2e11", "value", 0.46)
    assert CLAIMS["P04"]().verdict != "reproduced"


def test_an_amount_out_of_order_breaks_more_data_more_shift(change):
    assert "mmlu: -0.99 over all models" in CLAIMS["P05"]().decides
    small = "metric == 'accuracy' and finetuning_examples == 640"
    change("finetuning_scores", f"{small} and train_flops > 1e21", "value", 0.5)
    assert "mmlu: -0.99 over all models" not in CLAIMS["P05"]().decides
