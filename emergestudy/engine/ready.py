"""Imported by the server that pools of warm processes are forked from."""

import os

import papermill  # noqa: F401, every run needs it

from emergestudy.engine.preload import preload

os.environ.pop("PYTHONSAFEPATH", None)  # set for this process alone, not for its runs
preload([])
