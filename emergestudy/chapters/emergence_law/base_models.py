"""Real base models, few-shot and finetuned, up to a bound on their compute."""

from dataclasses import dataclass

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.errors import UsageError
from emergestudy.forecasts.sources import finetuned_models
from emergestudy.law import Elbow, EmergenceLaw, fit_elbow, fit_emergence_law

TITLES = {"mmlu": "MMLU", "gsm8k": "GSM8K"}


@dataclass(frozen=True)
class BaseModels:
    """One task.

    Attributes
    ----------
    task : str
        ``"mmlu"`` or ``"gsm8k"``.
    rows : pandas.DataFrame
        ``scale`` (log10 training FLOPs), ``score``, ``examples`` (NaN: few-shot),
        ``few_shot``, ``visible``; models of equal compute are averaged.
    truth : Elbow
        Elbow of few-shot scores over all models, hidden ones included.
    floor : float
        Chance level.
    seen : tuple of str
        Names of the models within the bound.
    """

    task: str
    rows: pd.DataFrame
    truth: Elbow
    floor: float
    seen: tuple[str, ...]

    @property
    def visible(self) -> pd.DataFrame:
        """Rows of models within the bound."""
        return self.rows[self.rows["visible"]]

    def fit(self, **options: object) -> EmergenceLaw:
        """Fit the law to the visible rows, few-shot scores among them."""
        options = {"few_shot": "few_shot", "floor": self.floor} | options
        rows = self.visible
        if options["few_shot"] is None:
            rows = rows[~rows["few_shot"]]
        return fit_emergence_law(rows, loss="scale", x="compute", **options)


def base_models(task: str, up_to: float) -> BaseModels:
    """Select the models of a task.

    Parameters
    ----------
    task : str
        ``"mmlu"`` or ``"gsm8k"``.
    up_to : float
        log10 training FLOPs of the strongest model that is seen.

    Raises
    ------
    UsageError
        Unknown task, or a bound that leaves too few models.
    """
    check_choice("task", [task], TITLES)
    rows = finetuned_models()
    rows = rows[rows["curve"] == task]
    rows = rows.assign(few_shot=rows["examples"].isna())
    keys = ["scale", "examples", "few_shot"]
    floor = float(rows["chance"].iloc[0])
    few = rows[rows["few_shot"]]
    truth = fit_elbow(few["scale"], few["score"], x="compute")
    seen = few.loc[few["scale"] <= up_to, "model"].sort_values()
    rows = rows.groupby(keys, dropna=False, as_index=False)["score"].mean()
    rows = rows.assign(visible=rows["scale"] <= up_to)
    few = rows[rows["few_shot"]]
    if few["visible"].sum() < 5:
        raise UsageError(
            f"{few['visible'].sum()} model(s) have up to 10^{up_to:g} FLOPs; the "
            f"fifth weakest has 10^{few['scale'].nsmallest(5).max():.1f}."
        )
    return BaseModels(task, rows, truth, floor, tuple(seen))
