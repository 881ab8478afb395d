"""One color and one marker for each family or setting, everywhere in the book."""

from collections.abc import Iterable
from dataclasses import dataclass

import seaborn as sns

from emergestudy.errors import UsageError, unknown


@dataclass(frozen=True)
class Style:
    """How one series looks: matplotlib color and marker, and its legend text."""

    color: tuple[float, float, float]
    marker: str
    label: str


# Color-blind safe (seaborn's "colorblind"); the marker tells series apart in
# print and for readers who see no color at all.
_PAPER_FAMILIES = {
    "GPT-3": (0, "o"),
    "LaMDA": (1, "s"),
    "PaLM": (2, "^"),
    "Gopher": (3, "D"),
    "Chinchilla": (4, "v"),
    "Anthropic LM": (5, "X"),
    "Flamingo": (7, "P"),
    "U-PaLM": (2, "P"),
    "T5": (8, "h"),
    "InstructGPT": (0, "*"),
    "Codex": (0, "d"),
    "UL2": (8, "X"),
    "GPT-2": (7, "o"),
    "GPT-Neo/J": (9, "p"),
    "UnifiedQA": (6, "h"),
    "T0": (6, "d"),
    "OPT": (3, "p"),
    "Pythia": (1, "h"),
    "Pythia-deduped": (1, "d"),
    "OLMo2": (4, "*"),
    "open_lm C4": (0, "v"),
    "open_lm RedPajama": (3, "^"),
    "open_lm RefinedWeb": (2, "s"),
    "prior SOTA (finetuned)": (7, "_"),
}
# Every other open family takes the next free pair of color and marker; new names
# go to the end, so that no family ever changes its look.
_OPEN_FAMILIES = """
    BLOOM Llama Llama-2 Llama-3 Llama-3.1 Qwen Qwen1.5 Qwen2 Falcon StarCoder XGLM
    MPT Mistral Mixtral Phi Gemma Gemma-2 Yi Yi-1.5 DeepSeek-V2 DeepSeek-Coder-V2
    Jamba CodeLlama DeepSeek-Coder StarCoder2 Amber BTLM Cerebras-GPT Codegen DeciLM
    DeepSeek-LLM DeepSeek-MoE H2O-Danube InternLM2 OLMo OpenLlama OpenLlamaV2 RWKV
    RedPajama-INCITE-Base SmolLM StableLM TinyLlama Yi-200K
"""
_MARKERS = "osD^vPXphd*<>8"
# Ordered settings get an ordered palette, dark for most help; a technique and its
# baseline are blue squares and gray circles.
_SHOTS = {
    "zero_shot": (0, "v", "zero-shot"),
    "one_shot": (1, "s", "one-shot"),
    "few_shot": (2, "o", "few-shot"),
}
_BASELINES = {
    "direct": "direct answer",
    "standard_prompting": "standard prompting",
    "untuned": "not tuned",
    "letter_choices": "letter choices",
    "baseline": "baseline",
}
_TECHNIQUES = {
    "chain_of_thought": "chain of thought",
    "instruction_tuned": "instruction tuned",
    "scratchpad": "scratchpad",
    "p_true": "P(True)",
    "zero_shot_chain_of_thought": "zero-shot chain of thought",
    "self_consistency": "self-consistency",
    "technique": "technique",
}

# Metrics and ways to answer, one look each.
_METRICS = {
    "few_shot_greedy": (0, "o", "greedy"),
    "few_shot_sampling_t1": (1, "s", "sampled (T = 1)"),
    "error_rate": (2, "D", "choice of an answer"),
    "cross_entropy_loss": (0, "o", "loss of the right answer"),
    "neg_log_prob_correct": (2, "^", "right answer"),
    "neg_log_prob_incorrect": (3, "v", "wrong answers"),
    "exact_match": (0, "o", "exact match"),
    "multiple_choice_grade": (4, "D", "multiple-choice grade"),
    "bleu": (1, "s", "BLEU"),
    "bleurt": (2, "^", "BLEURT"),
    "rouge1": (3, "v", "ROUGE-1"),
    "rouge2": (5, "P", "ROUGE-2"),
    "rouge_l_sum": (7, "X", "ROUGE-Lsum"),
    "sequence_f1": (9, "d", "sequence F1"),
    "OLMo2 7B": (0, "o", "OLMo-2 7B"),
    "OLMo2 13B": (1, "s", "OLMo-2 13B"),
    "OLMo2 7B, second run": (9, "D", "OLMo-2 7B, second run"),
}


def series_style(names: Iterable[str]) -> dict[str, Style]:
    """Return the style of each family or setting.

    Parameters
    ----------
    names : iterable of str
        Model families and settings as the tables name them.

    Returns
    -------
    dict of str to Style
        In the order of `names`, each name once.

    Raises
    ------
    UsageError
        If a name has no style yet.
    """
    known = _registry()
    styles = {}
    for name in names:
        if name not in known:
            raise UsageError(unknown("family or setting with a style", name, known))
        styles[name] = known[name]
    return styles


def ordered_styles(names: Iterable[str]) -> dict[str, Style]:
    """Give names that have an order, and no look of their own, a dark-to-light look.

    Parameters
    ----------
    names : iterable of str
        In their order.

    Returns
    -------
    dict of str to Style
        Colors from light to dark; the marker tells neighbors apart.
    """
    names = list(dict.fromkeys(names))
    colors = sns.color_palette("viridis_r", len(names) + 1)[1:]
    marks = (_MARKERS[i % len(_MARKERS)] for i in range(len(names)))
    return {n: Style(c, m, n) for n, c, m in zip(names, colors, marks, strict=False)}


def _registry() -> dict[str, Style]:
    colors = sns.color_palette("colorblind")
    ordered = sns.color_palette("viridis_r", 4)[1:]
    pairs = {**_PAPER_FAMILIES, **_free_pairs()}
    families = {n: Style(colors[i], m, n) for n, (i, m) in pairs.items()}
    shots = {n: Style(ordered[i], m, t) for n, (i, m, t) in _SHOTS.items()}
    without = {n: Style((0.45, 0.45, 0.45), "o", t) for n, t in _BASELINES.items()}
    with_it = {n: Style(colors[0], "s", t) for n, t in _TECHNIQUES.items()}
    metrics = {n: Style(colors[i], m, t) for n, (i, m, t) in _METRICS.items()}
    return families | shots | without | with_it | metrics


def _free_pairs() -> dict[str, tuple[int, str]]:
    """Give each open family the next pair that no other family has."""
    taken = set(_PAPER_FAMILIES.values())
    every = [(k % 10, _MARKERS[(k + k // 10) % len(_MARKERS)]) for k in range(140)]
    free = (pair for pair in every if pair not in taken)
    return dict(zip(_OPEN_FAMILIES.split(), free, strict=False))
