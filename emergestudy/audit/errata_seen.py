"""What this study's tables say of each erratum: both readings, from the numbers."""

from collections.abc import Callable

from emergestudy.data import load
from emergestudy.estimators import training_flops


def _drawn(figure: str, panel: str, series: str, column: str = "x") -> list[float]:
    points = load("wei2022_points")
    rows = points["figure"].eq(figure) & points["panel"].fillna("").eq(panel)
    rows &= points["series"].eq(series)
    return points.loc[rows, column].tolist()


def _list(values: list[float], digits: int = 3) -> str:
    return ", ".join(f"{v:.{digits}g}" for v in values)


def _anthropic() -> str:
    row = load("models").set_index("model").loc["Anthropic LM 52B"]
    counted = training_flops(row["params"], row["train_tokens"])
    return f"printed {row['train_flops_printed']:.3g}, 6ND {counted:.3g}"


def _moved(locator: str, family: str) -> Callable[[], str]:
    def seen() -> str:
        rows = load("wei2022_scores")
        rows = rows[rows["locator"].eq(locator) & rows["family"].eq(family)]
        moved = rows.dropna(subset="drawn_at")
        pairs = zip(moved["train_flops"], moved["drawn_at"], strict=True)
        shown = "; ".join(f"{own:.3g} drawn at {at:.3g}" for own, at in pairs)
        return f"{len(moved)} of {len(rows)} points moved: {shown}"

    return seen


def _two_readings(
    words: str, first: tuple[str, ...], second: tuple[str, ...]
) -> Callable[[], str]:
    """Set two drawn series side by side; `words` says what they are."""

    def seen() -> str:
        return f"{words}: {_list(_drawn(*first))} against {_list(_drawn(*second))}"

    return seen


def _count_points() -> str:
    counts = [len(_drawn(figure, "A", "LaMDA")) for figure in ("Fig. 11", "Fig. 2")]
    return "{} LaMDA models in Fig. 11A, {} in Fig. 2A".format(*counts)


def _scores(words: str, **wanted: str) -> Callable[[], str]:
    """Show scores by size; `words` says which ones they are."""

    def seen() -> str:
        rows = load("wei2022_scores")
        for column, value in wanted.items():
            rows = rows[rows[column] == value]
        rows = rows.sort_values("params")
        return f"{words} by size: {_list(rows['value'].tolist())}"

    return seen


def _tasks(*names: str) -> Callable[[], str]:
    def seen() -> str:
        classes = load("bigbench_tasks").set_index("bigbench_task")["class"]
        return "; ".join(f"{n}: {classes[n]}" for n in names)

    return seen


def _flat_share() -> str:
    bars = load("wei2022_keyword_counts")
    bars = bars.assign(share=bars["flat"] / bars["total"]).nlargest(3, "share")
    return ", ".join(
        f"{b.keyword} {b.flat} of {b.total}" for b in bars.itertuples(index=False)
    )


def _gsm8k_palm() -> str:
    tables = ("wei2022_scores", "chain_of_thought_scores", "palm_scores")
    found = []
    for name in (*tables, "upalm_scores"):
        rows = load(name).query("task == 'gsm8k' and model == 'PaLM 540B'")
        rows = rows[rows["setting"].isin(["chain_of_thought", "few_shot"])]
        values = rows["value"].drop_duplicates().tolist()
        found.append(f"{rows['source'].iloc[0]} {_list(values)}")
    return "; ".join(found)


def _tabled(model: str) -> str:
    row = load("models").query("locator == 'Table 2'").set_index("model").loc[model]
    return f"{model}: {row['params']:.3g} parameters, {row['train_flops']:.3g} FLOPs"


def _printed(rows: list[int]) -> str:
    table = load("wei2022_table1").set_index("row").loc[rows]
    return "; ".join(
        f"row {r.Index}: {r.emergence_params:.2g}, {r.emergence_flops:.2g} FLOPs"
        for r in table.itertuples()
    )


def _cot() -> str:
    printed = load("chain_of_thought_scores").query(
        "locator == 'Table 2' and task == 'gsm8k' and family == 'LaMDA' "
        "and setting == 'chain_of_thought'"
    )
    drawn = load("wei2022_scores").query(
        "locator == 'Fig. 3A' and setting == 'chain_of_thought'"
    )
    values = [f.sort_values("params")["value"].tolist() for f in (drawn, printed)]
    return f"drawn {_list(values[0])}; printed {_list(values[1])}"


def _classes() -> str:
    tasks = load("bigbench_tasks")
    tasks = tasks[tasks["class"] == "emergent_gpt3_or_lamda"]
    left = tasks[tasks["first_model_above_random"] != "GPT-3 13B"]
    return f"{len(tasks)} tasks listed, {len(left)} without those of GPT-3 13B"


SEEN: dict[int, Callable[[], str]] = {
    1: _anthropic,
    2: _moved("Fig. 2E", "GPT-3"),
    3: _moved("Fig. 2G", "Chinchilla"),
    4: _two_readings(
        "perplexities of Gopher",
        ("Fig. 4", "bottom-right", "Gopher"),
        ("Fig. 4", "top-middle", "Gopher", "y"),
    ),
    5: _two_readings(
        "sizes of GPT-3", ("Fig. 11", "B", "GPT-3"), ("Fig. 11", "A", "GPT-3")
    ),
    6: _count_points,
    7: _two_readings(
        "BLEU of GPT-3", ("Fig. 2", "B", "GPT-3", "y"), ("Fig. 11", "B", "GPT-3", "y")
    ),
    8: _two_readings(
        "Gopher, panel Other, and the category Other of Fig. 9",
        ("Fig. 10", "Other:flops", "Gopher", "y"),
        ("Fig. 9", "", "Gopher: Other", "y"),
    ),
    9: _two_readings(
        "Gopher",
        ("Fig. 10", "Humanities:flops", "Gopher", "y"),
        ("Fig. 10", "Humanities:params", "Gopher", "y"),
    ),
    11: lambda: f"{_printed([12])}; {_tabled('LaMDA 57M')}",
    12: lambda: f"{_printed([14])}; {_tabled('LaMDA 69B')}",
    13: lambda: f"{_printed([5, 8])}; {_tabled('Gopher 280B')}",
    14: lambda: f"{_printed([9])}; {_tabled('PaLM 540B')}",
    15: _scores("P(True)", locator="Fig. 3D", setting="p_true"),
    16: _scores("exact match on IPA", locator="Fig. 7B", metric="exact_match"),
    17: _scores(
        "loss on word unscrambling",
        locator="Fig. 5 (bottom)",
        task="word_unscrambling",
    ),
    18: _flat_share,
    19: _classes,
    20: _tasks("periodic_elements"),
    21: _tasks("bbq_lite", "bbq_lite_json"),
    22: lambda: f"{_tabled('LaMDA 262M')}; {_tabled('LaMDA 453M')}",
    23: _cot,
    24: _gsm8k_palm,
}
