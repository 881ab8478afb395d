"""The emergence law: finetune the visible models, extrapolate to no finetuning."""

import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.forecasts.visible import Forecast, Visible
from emergestudy.law import fit_emergence_law
from emergestudy.law.axis import turned


def law_forecast(seen: Visible, form: str) -> Forecast | None:
    """Forecast by `fit_emergence_law` with its defaults, few-shot rows included.

    Scores of models of equal scale are averaged, since the law wants one score a scale
    and amount.

    Parameters
    ----------
    seen : Visible
        What is seen.
    form : {"log_power", "power"}
        Form of the law.

    Returns
    -------
    Forecast or None
        None without finetuned models, or if the law refuses them.
    """
    if seen.tuned is None or seen.tuned.empty:
        return None
    try:
        fit = fit_emergence_law(
            _frame(seen),
            loss="scale",
            score="score",
            examples="examples",
            few_shot="few_shot",
            floor=seen.chance,
            form=form,
            x=seen.x,
        )
    except EmergenceDataError:
        return None
    found = fit.prediction
    ends = turned([found.percentiles[5], found.percentiles[95]], seen.x)
    point = float(turned([found.median], seen.x)[0])
    return Forecast(point, float(ends.min()), float(ends.max()))


def _frame(seen: Visible) -> pd.DataFrame:
    tuned = seen.tuned[["scale", "score", "examples"]].assign(few_shot=False)
    shots = pd.DataFrame({"scale": turned(seen.u, seen.x), "score": seen.y})
    shots = shots.assign(examples=1.0, few_shot=True)
    rows = pd.concat([tuned, shots], ignore_index=True)
    keys = ["scale", "examples", "few_shot"]
    return rows.groupby(keys, as_index=False)["score"].mean()
