"""The engine that papermill finds under the name ``emergestudy``.

Papermill imports this module while it is imported itself; import
`emergestudy.running.stock` first.
"""

import platform
from contextlib import ExitStack

import nbformat
from papermill.engines import Engine, NotebookExecutionManager

from emergestudy.running.child import Child
from emergestudy.running.shell import preload


class WarmEngine(Engine):
    """Run a notebook in a forked child of a process that has its imports already.

    ``papermill --engine emergestudy in.ipynb out.ipynb`` uses it; many runs in one
    process pay for imports once. Outputs are those of papermill's own engine. There is
    no kernel: only Python notebooks run, and what a cell displays is kept when the
    cell ends.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str,
        execution_timeout: float | None = None, figures: bool = True,
        child: Child | None = None, **kwargs: object,
    ) -> nbformat.NotebookNode:  # fmt: skip
        """Run all cells of a notebook, in order, up to the first that fails.

        A cell may take `execution_timeout` seconds; without `figures` none is rendered.
        A `child` that was started before saves the start of one. For what is raised see
        `emergestudy.running.child.Child.run`.
        """
        cells = nb_man.nb.cells
        timeout = execution_timeout or kwargs.get("timeout")
        with ExitStack() as stack:
            if child is None:
                preload(cell.source for cell in cells if cell.cell_type == "code")
                child = stack.enter_context(Child(figures=figures))
            for index, cell in enumerate(cells):
                nb_man.cell_start(cell, index)
                failed = _run(cell, child, timeout)
                if failed:
                    nb_man.cell_exception(cell, index, exception=failed)
                nb_man.cell_complete(cell, index)
                if failed:
                    break
        nb_man.nb.metadata["language_info"] = {
            "name": "python", "version": platform.python_version(),
            "mimetype": "text/x-python", "file_extension": ".py",
        }  # fmt: skip
        return nb_man.nb


def _run(
    cell: nbformat.NotebookNode, child: Child, timeout: float | None
) -> RuntimeError | None:
    """Run one cell and keep its outputs; return an error that ends the run."""
    if cell.cell_type != "code" or not cell.source.strip():
        return None
    outputs, cell.execution_count = child.run(cell.source, timeout)
    cell.outputs = [nbformat.from_dict(output) for output in outputs]
    failed = [o for o in outputs if o["output_type"] == "error"]
    if failed and "raises-exception" not in cell.metadata.get("tags", []):
        return RuntimeError(f"{failed[0]['ename']}: {failed[0]['evalue']}")
    return None
