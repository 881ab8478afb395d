"""The emergence law: finetune the visible models, extrapolate to no finetuning."""

import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.forecasts.visible import Forecast, Visible
from emergestudy.law import EmergenceLaw, fit_emergence_law
from emergestudy.law.axis import turned


def law_forecast(seen: Visible, form: str) -> Forecast | None:
    """Forecast by the median and the 5th and 95th percentiles of the law's prediction.

    Parameters
    ----------
    seen : Visible
        What is seen.
    form : {"log_power", "power"}
        Form of the law.

    Returns
    -------
    Forecast or None
        None as in `fit_law`.
    """
    fit = fit_law(seen, form)
    if fit is None:
        return None
    found = fit.prediction
    places = [found.median, found.percentiles[5], found.percentiles[95]]
    point, *ends = turned(places, seen.x).tolist()
    return Forecast(point, min(ends), max(ends))


def fit_law(seen: Visible, form: str) -> EmergenceLaw | None:
    """Fit `fit_emergence_law` with its defaults, few-shot rows included.

    Scores of models of equal scale are averaged, since the law wants one score a scale
    and amount.

    Returns
    -------
    EmergenceLaw or None
        None without finetuned models, or if the law refuses them.
    """
    if seen.tuned is None or seen.tuned.empty:
        return None
    try:
        return fit_emergence_law(
            _frame(seen),
            loss="scale",
            few_shot="few_shot",
            floor=seen.chance,
            form=form,
            x=seen.x,
        )
    except EmergenceDataError:
        return None


def _frame(seen: Visible) -> pd.DataFrame:
    tuned = seen.tuned[["scale", "score", "examples"]].assign(few_shot=False)
    shots = pd.DataFrame({"scale": turned(seen.u, seen.x), "score": seen.y})
    shots = shots.assign(examples=1.0, few_shot=True)
    rows = pd.concat([tuned, shots], ignore_index=True)
    keys = ["scale", "examples", "few_shot"]
    return rows.groupby(keys, as_index=False)["score"].mean()
