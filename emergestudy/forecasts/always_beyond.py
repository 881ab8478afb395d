"""The forecast of someone who looks at no score: it comes right after the data."""

from emergestudy.forecasts.visible import Forecast, Visible


def always_beyond(seen: Visible) -> Forecast:
    """Forecast the last visible point, and anything up to the horizon.

    It hits if the elbow lies within the tolerance of the last visible point, and its
    interval covers unless the elbow lies beyond the horizon.
    """
    return Forecast(seen.last, seen.last, seen.horizon)
