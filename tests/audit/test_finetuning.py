from emergestudy.audit.finetuning import FIGURES, INSTEAD


def test_the_figures_have_these_verdicts():
    found = {item: check() for item, check in FIGURES.items()}
    assert {item: finding.verdict for item, finding in found.items()} == {
        "Snell Fig. 1": "definition",
        "Snell Fig. 2": "definition",
        "Snell Fig. 3": "only partly",
        "Snell Fig. 13": "reproduced",
        "Snell Fig. 14": "only partly",
    }
    shown = [f.decides for f in found.values() if f.verdict != "definition"]
    assert all(text.startswith(INSTEAD) for text in shown)


def test_a_flat_continuous_metric_would_speak_against_emergence(change):
    few_shot = "metric == 'brier_score' and setting == 'few_shot'"
    change("finetuning_scores", f"{few_shot} and train_flops > 2e21", "value", 0.75)
    assert FIGURES["Snell Fig. 13"]().verdict == "only partly"


def test_sizes_that_never_leave_together_contradict_fig_14(change):
    answers = "run == 'peteish13' and metric == 'acc' and train_tokens > 8e10"
    change("olmo_run_scores", f"{answers} and train_tokens < 2e11", "value", 0.46)
    assert FIGURES["Snell Fig. 14"]().verdict == "contradicted"
