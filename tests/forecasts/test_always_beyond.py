import numpy as np

from emergestudy.forecasts.always_beyond import always_beyond
from emergestudy.forecasts.visible import Forecast, Visible


def test_it_looks_at_no_score():
    for y in ([0.2, 0.2, 0.2], [0.2, 0.5, 0.9]):
        seen = Visible(u=np.array([1.0, 2.0, 4.0]), y=np.array(y), chance=0, ceiling=1)
        assert always_beyond(seen) == Forecast(4.0, 4.0, 7.0)
