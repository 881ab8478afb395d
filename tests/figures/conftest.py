import matplotlib
import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True, scope="session")
def no_window():
    matplotlib.use("agg")


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")
