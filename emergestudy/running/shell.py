"""An IPython shell that keeps what a cell puts out, as a kernel would send it."""

import ast
import base64
import io
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell, InteractiveShellABC
from traitlets import Type
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
ALWAYS = (
    "numpy", "pandas", "seaborn", "matplotlib.pyplot",
    "matplotlib.backends.backend_agg", "matplotlib_inline.backend_inline",
    "IPython.core.pylabtools", "emergestudy.results",
)  # fmt: skip
"""Modules that nearly every notebook needs."""


class _Outputs(list):
    """The outputs of one cell, in order: dicts as nbformat has them."""

    def __init__(self) -> None:
        super().__init__()
        self._clear_next = False
        self._shown: dict[str | None, dict] = {}

    def stream(self, name: str, text: str) -> None:
        """Add printed text; text that follows text of the same stream joins it."""
        self._clear_if_asked()
        if self and self[-1]["output_type"] == "stream" and self[-1]["name"] == name:
            self[-1]["text"] += text
        else:
            self.append({"output_type": "stream", "name": name, "text": text})

    def show(self, kind: str, data: Mapping, metadata: Mapping, **more: object) -> dict:
        """Add a result or a display, and return it."""
        self._clear_if_asked()
        output = {"output_type": kind, "data": _plain(data)}
        self.append(output | {"metadata": dict(metadata)} | more)
        return self[-1]

    def display(self, data: Mapping, metadata: Mapping, label: str | None) -> None:
        """Add a display that `update` finds."""
        self._shown[label] = self.show("display_data", data, metadata)

    def update(self, label: str | None, data: Mapping, metadata: Mapping) -> None:
        """Replace what was displayed under a label, if it was."""
        if label and label in self._shown:
            self._shown[label] |= {"data": _plain(data), "metadata": metadata}

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


class _Stream(io.TextIOBase):
    """A text file whose text becomes outputs of the running cell."""

    encoding = "utf-8"

    def __init__(self, name: str, owner: "_CellShell") -> None:
        super().__init__()
        self.stream_name, self.owner = name, owner

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self.owner.outputs.stream(self.stream_name, text)
        return len(text)


class _Hook(DisplayHook):
    """Keep the result of a cell."""

    def write_output_prompt(self) -> None:
        """Print no prompt."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self.shell.outputs.show(
            "execute_result", format_dict, md_dict or {},
            execution_count=self.shell.running,
        )  # fmt: skip

    def finish_displayhook(self) -> None:
        """Print no end of line."""


class _Publisher(DisplayPublisher):
    """Keep what a cell displays."""

    def publish(
        self, data: dict, metadata: dict | None = None, *_: object, **told: object
    ) -> None:
        label = (told.get("transient") or {}).get("display_id")
        if told.get("update"):
            self.shell.outputs.update(label, data, metadata or {})
        else:
            self.shell.outputs.display(data, metadata or {}, label)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear_output(wait)


class _CellShell(InteractiveShell):
    """IPython without a terminal; `outputs` holds what the last cell put out."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, **kwargs: object) -> None:
        self.outputs, self.running = _Outputs(), 1
        config = Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}})
        super().__init__(ipython_dir="", config=config, **kwargs)

    def init_profile_dir(self, profile_dir: object) -> None:
        """Have no profile: a home that cannot be written would get one in /tmp."""

    def _showtraceback(self, etype: type, evalue: Exception, stb: list[str]) -> None:
        told = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue)}
        self.outputs.append(told | {"traceback": list(stb)})

    def enable_gui(self, gui: object = None) -> None:
        """There is no event loop to join."""

    def run(self, source: str) -> tuple[list[dict], int]:
        """Run one cell; return its outputs, an error last, and its count."""
        self.outputs, self.running = _Outputs(), self.execution_count
        self.run_cell(source, store_history=True)
        return list(self.outputs), self.running


# pandas looks for "zmq" in the name to know that it writes for a notebook.
_CellShell.__name__ = "ZMQCellShell"
InteractiveShellABC.register(_CellShell)


def start_shell(figures: bool = True) -> _CellShell:
    """Make this process a kernel: the one shell, its streams, inline figures.

    It replaces ``__main__``, ``sys.stdout`` and ``sys.stderr`` of the process.
    """
    import pandas
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib import pyplot
    from matplotlib_inline.backend_inline import configure_inline_support

    shell = _CellShell.instance()
    # What this process drew and showed before the fork is not the notebook's business.
    pyplot.close("all")
    pandas.reset_option("display")
    pandas.options.display.max_columns = 20  # pandas was imported without a notebook
    sys.stdout, sys.stderr = _Stream("stdout", shell), _Stream("stderr", shell)
    backend = INLINE if figures else "agg"
    activate_matplotlib(backend)
    configure_inline_support(shell, backend)
    if not figures:
        shell.display_formatter.active_types = ["text/plain"]
        pyplot.show = lambda *args, **kwargs: None
        shell.events.register("post_execute", lambda: pyplot.close("all"))
    pyplot.uninstall_repl_displayhook()  # it would draw each figure once more
    return shell


def preload(sources: Iterable[str]) -> None:
    """Import what cells import, and draw once, which fills matplotlib's caches.

    Nothing of the cells runs. What cannot be imported here fails in the run.
    """
    _warm_up()
    for name in (name for source in sources for name in _imported(source)):
        with suppress(Exception):
            import_module(name)


@cache
def _imported(source: str) -> tuple[str, ...]:
    """Return the modules that imports of a cell may name; ``c`` of ``a`` may be one."""
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
