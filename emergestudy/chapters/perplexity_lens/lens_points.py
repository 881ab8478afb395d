"""Figures 4 and 10 of Wei et al.: each model's size, compute, perplexity, MMLU."""

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load

FAMILIES = ("Gopher", "Chinchilla")
# The tasks as the panels are titled; two titles of Fig. 10 are wrong, so the rows
# behind them carry the title in place of the category.
TASKS = {
    "mmlu": "MMLU",
    "mmlu_humanities": "Humanities",
    "mmlu_stem": "STEM",
    "mmlu_fig10_panel_titled_other": "Other",
    "mmlu_fig10_panel_titled_social_science": "Social Science",
}
QUANTITIES = {
    "train_flops": "train_flops",
    "params": "params",
    "wikitext103_ppl": "perplexity",
    "mmlu_accuracy_pct": "score",
}


def lens_points(task: str = "mmlu", *, gopher_at: str = "own") -> pd.DataFrame:
    """Return the eight models with MMLU score and WikiText103 perplexity.

    Parameters
    ----------
    task : str
        A key of `TASKS`.
    gopher_at : str
        ``"own"``: every model at its own perplexity, from the top row of Fig. 4.
        ``"drawn"``: the perplexity at which Figs 4 and 10 draw its score, which
        for Gopher is Chinchilla's.

    Returns
    -------
    pandas.DataFrame
        One row a model, by family and size: ``family``, ``model``, ``params``,
        ``train_flops``, ``perplexity`` (per word), ``score`` and ``chance``
        (percent), ``n_eval`` (NaN where unknown).

    Raises
    ------
    UsageError
        If the task or the choice of perplexity does not exist.
    """
    check_choice("task of Figs 4 and 10", [task], list(TASKS))
    check_choice("perplexity of Gopher", [gopher_at], ["own", "drawn"])
    scores = load("wei2022_scores")
    figure = "Fig. 2G" if task == "mmlu" else "Fig. 10"
    rows = scores[(scores["task"] == task) & (scores["locator"] == figure)]
    rows = rows[rows["family"].isin(FAMILIES)].rename(columns={"value": "score"})
    own = scores[scores["task"] == "wikitext103"].set_index("model")["value"]
    at = own if gopher_at == "own" else _drawn_perplexity()
    rows = rows.assign(
        perplexity=rows["model"].map(at), n_eval=rows["n_eval"].astype("float64")
    )
    columns = ["family", "model", "params", "train_flops", "perplexity", "score"]
    columns += ["chance", "n_eval"]
    order = rows.sort_values(["family", "params"], ascending=[False, True])
    return order[columns].reset_index(drop=True)


def drawn_points(figure: str, panel: str) -> pd.DataFrame:
    """Return the points of one panel as the paper draws them, slips included.

    Parameters
    ----------
    figure : str
        ``"Fig. 4"`` or ``"Fig. 10"``.
    panel : str
        A panel of that figure in ``wei2022_points``, for instance
        ``"bottom-right"`` or ``"STEM:ppl"``.

    Returns
    -------
    pandas.DataFrame
        ``family``, ``model`` and the two quantities drawn (two of ``train_flops``,
        ``params``, ``perplexity`` and ``score``), by family and size.

    Raises
    ------
    UsageError
        If there is no such panel.
    """
    points = load("wei2022_points")
    points = points[points["figure"] == figure]
    check_choice(f"panel of {figure}", [panel], points["panel"].unique())
    points = points[(points["panel"] == panel) & points["series"].isin(FAMILIES)]
    sizes = lens_models()
    order = points.sort_values(["series", "point"], ascending=[False, True])
    x, y = (QUANTITIES[order[f"{axis}_quantity"].iloc[0]] for axis in "xy")
    return pd.DataFrame(
        {
            "family": order["series"].to_numpy(),
            "model": sizes["model"].to_numpy(),
            x: order["x"].to_numpy(),
            y: order["y"].to_numpy(),
        }
    )


def lens_models() -> pd.DataFrame:
    """Return the eight models with compute and size, as Table 2 prints them."""
    models = load("models").query("locator == 'Table 2' and family in @FAMILIES")
    models = models.sort_values(["family", "params"], ascending=[False, True])
    columns = ["family", "model", "params", "train_flops"]
    return models[columns].reset_index(drop=True)


def _drawn_perplexity() -> pd.Series:
    return drawn_points("Fig. 4", "bottom-right").set_index("model")["perplexity"]
