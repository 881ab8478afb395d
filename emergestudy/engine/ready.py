"""Imported by the server that pools of warm processes are forked from."""

import papermill  # noqa: F401, every run needs it

from emergestudy.engine.preload import preload

preload([])
