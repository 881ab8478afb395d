"""What a process imports once, so that the runs it forks need not."""

import ast
from collections.abc import Iterable
from functools import cache
from importlib import import_module

ALWAYS = (
    "numpy",
    "pandas",
    "seaborn",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
    "IPython.core.pylabtools",
    "emergestudy.engine.shell",
    "emergestudy.results",
)


def preload(sources: Iterable[str]) -> None:
    """Import what notebooks use, and draw once, which fills matplotlib's caches.

    Parameters
    ----------
    sources : iterable of str
        Cells. Only modules that their import statements name are imported; nothing of
        the cells runs. What cannot be imported here fails in the run, with its message.
    """
    _always()
    for source in sources:
        for name in imported(source):
            try:
                import_module(name)
            except Exception:
                continue


@cache
def imported(source: str) -> tuple[str, ...]:
    """Return the modules that import statements of a cell may name.

    ``from a.b import c`` gives ``a.b`` and ``a.b.c``, which may be a module.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic of IPython
        return ()
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(dict.fromkeys(found))


@cache
def _always() -> None:
    for name in ALWAYS:
        import_module(name)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(dpi=30)  # not pyplot's: nothing of it is left behind
    axes = figure.add_subplot(title="$10^2$", xscale="log")
    axes.plot([1, 10], [1, 2], label="once")
    axes.legend()
    FigureCanvasAgg(figure).draw()
