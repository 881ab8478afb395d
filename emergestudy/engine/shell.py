"""An IPython shell that keeps what a cell puts out, as a kernel would send it."""

import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell, InteractiveShellABC
from traitlets import Type
from traitlets.config import Config

from emergestudy.engine.outputs import Outputs, Stream

INLINE = "module://matplotlib_inline.backend_inline"


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


class ZMQLikeShell(InteractiveShell):
    """IPython without a terminal; `outputs` holds what the last cell put out.

    pandas looks for "zmq" in the name to know that it writes for a notebook. The shell
    replaces ``__main__``, ``sys.stdout`` and ``sys.stderr``: for use in a process
    of its own.
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
        """Run one cell.

        Returns
        -------
        outputs : list of dict
            As nbformat has them; an error is the last one.
        count : int
            Execution count of the cell.
        """
        self.outputs, self.running = Outputs(), self.execution_count
        self.run_cell(source, store_history=True)
        return list(self.outputs), self.running


InteractiveShellABC.register(ZMQLikeShell)


def start_shell() -> ZMQLikeShell:
    """Make this process a kernel: the one shell, its streams, inline figures."""
    import matplotlib
    import pandas
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib_inline.backend_inline import configure_inline_support

    shell = ZMQLikeShell.instance()
    pandas.options.display.max_columns = 20  # pandas was imported without a notebook
    sys.stdout, sys.stderr = Stream("stdout", shell), Stream("stderr", shell)
    matplotlib.use(INLINE)
    activate_matplotlib(INLINE)
    configure_inline_support(shell, INLINE)
    return shell
