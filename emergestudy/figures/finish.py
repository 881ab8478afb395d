"""Last touches that every figure shares."""

import matplotlib.pyplot as plt
from matplotlib.figure import Figure


def finish(figure: Figure) -> None:
    """Show the figure once, on white, and return nothing.

    White paper keeps the axes readable in the book's dark mode; returning
    nothing keeps stray text out of the notebook's outputs.
    """
    figure.patch.set_facecolor("white")
    plt.show()
