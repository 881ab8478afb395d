"""An IPython shell that keeps what a cell puts out, as a kernel would send it."""

import ast
import base64
import io
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell, InteractiveShellABC
from traitlets import Type
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
ALWAYS = (
    "numpy",
    "pandas",
    "seaborn",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
    "IPython.core.pylabtools",
    "emergestudy.results",
)
"""Modules that nearly every notebook needs."""


class Outputs(list):
    """The outputs of one cell, in order: dicts as nbformat has them."""

    def __init__(self) -> None:
        super().__init__()
        self._clear_next = False
        self._shown: dict[str, dict] = {}

    def stream(self, name: str, text: str) -> None:
        """Add printed text; text that follows text of the same stream joins it."""
        self._clear_if_asked()
        if self and self[-1]["output_type"] == "stream" and self[-1]["name"] == name:
            self[-1]["text"] += text
        else:
            self.append({"output_type": "stream", "name": name, "text": text})

    def display(
        self,
        data: Mapping[str, object],
        metadata: Mapping[str, object] | None = None,
        *,
        count: int | None = None,
        label: str | None = None,
    ) -> None:
        """Add a result, if it has a count, or else a display that `update` finds."""
        self._clear_if_asked()
        kind = "display_data" if count is None else "execute_result"
        output = {"output_type": kind, "data": _plain(data)}
        output["metadata"] = dict(metadata or {})
        if count is not None:
            output["execution_count"] = count
        self.append(output)
        if label:
            self._shown[label] = output

    def update(self, label: str, data: Mapping[str, object]) -> None:
        """Replace what was displayed under a label, if it was."""
        if label in self._shown:
            self._shown[label]["data"] = _plain(data)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add an error."""
        told = {"output_type": "error", "ename": name, "evalue": value}
        self.append(told | {"traceback": list(traceback)})

    def clear_output(self, wait: bool = False) -> None:
        """Drop all outputs, now or when the next one comes."""
        self._clear_next = wait
        if not wait:
            self.clear()

    def _clear_if_asked(self) -> None:
        if self._clear_next:
            self._clear_next = False
            self.clear()


def _plain(data: Mapping[str, object]) -> dict[str, object]:
    return {
        kind: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


class Stream(io.TextIOBase):
    """A text file whose text becomes outputs of the running cell."""

    encoding = "utf-8"

    def __init__(self, name: str, owner: "CellShell") -> None:
        super().__init__()
        self.stream_name, self.owner = name, owner

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Add text to the outputs."""
        if text:
            self.owner.outputs.stream(self.stream_name, text)
        return len(text)


class Hook(DisplayHook):
    """Keep the result of a cell."""

    def write_output_prompt(self) -> None:
        """Print no prompt."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Keep the result in all its forms."""
        count = self.shell.running
        self.shell.outputs.display(format_dict, md_dict, count=count)

    def finish_displayhook(self) -> None:
        """Print no end of line."""


class Publisher(DisplayPublisher):
    """Keep what a cell displays."""

    def publish(  # the arguments are IPython's
        self,
        data: dict,
        metadata: dict | None = None,
        source: object = None,
        *,
        transient: dict | None = None,
        update: bool = False,
        **kwargs: object,
    ) -> None:
        """Keep a display, or put it in the place of an earlier one."""
        label = (transient or {}).get("display_id")
        if update:
            self.shell.outputs.update(label, data)
        else:
            self.shell.outputs.display(data, metadata, label=label)

    def clear_output(self, wait: bool = False) -> None:
        """Drop the outputs of the cell."""
        self.shell.outputs.clear_output(wait)


class CellShell(InteractiveShell):
    """IPython without a terminal; `outputs` holds what the last cell put out.

    The shell replaces ``__main__``, ``sys.stdout`` and ``sys.stderr``: for use in a
    process of its own.
    """

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def __init__(self, **kwargs: object) -> None:
        self.outputs, self.running = Outputs(), 1
        config = Config()
        config.HistoryManager.enabled = False
        super().__init__(config=config, **kwargs)

    def _showtraceback(self, etype: type, evalue: Exception, stb: list[str]) -> None:
        self.outputs.error(etype.__name__, str(evalue), stb)

    def enable_gui(self, gui: object = None) -> None:
        """There is no event loop to join."""

    def run(self, source: str) -> tuple[list[dict], int]:
        """Run one cell; return its outputs, an error last, and its count."""
        self.outputs, self.running = Outputs(), self.execution_count
        self.run_cell(source, store_history=True)
        return list(self.outputs), self.running


# pandas looks for "zmq" in the name to know that it writes for a notebook.
CellShell.__name__ = "ZMQCellShell"
InteractiveShellABC.register(CellShell)


def start_shell(figures: bool = True) -> CellShell:
    """Make this process a kernel: the one shell, its streams, inline figures."""
    import matplotlib
    import pandas
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib import pyplot
    from matplotlib_inline.backend_inline import configure_inline_support

    shell = CellShell.instance()
    pandas.options.display.max_columns = 20  # pandas was imported without a notebook
    sys.stdout, sys.stderr = Stream("stdout", shell), Stream("stderr", shell)
    backend = INLINE if figures else "agg"
    matplotlib.use(backend)
    activate_matplotlib(backend)
    configure_inline_support(shell, backend)
    if not figures:
        shell.display_formatter.active_types = ["text/plain"]
        pyplot.show = lambda *args, **kwargs: None
        shell.events.register("post_execute", lambda: pyplot.close("all"))
    return shell


def preload(sources: Iterable[str]) -> None:
    """Import what cells import, and draw once, which fills matplotlib's caches.

    Nothing of the cells runs. What cannot be imported here fails in the run.
    """
    _warm_up()
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
def _warm_up() -> None:
    for name in ALWAYS:
        import_module(name)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(dpi=30)  # not pyplot's: nothing of it is left behind
    axes = figure.add_subplot(title="$10^2$", xscale="log")
    axes.plot([1, 10], [1, 2], label="once")
    axes.legend()
    FigureCanvasAgg(figure).draw()
