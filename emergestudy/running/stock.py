"""Papermill with our engine, imported without what it never uses here."""

import sys

# jsonschema builds a parser of web addresses from this package if it is there; that
# takes longer than all of papermill's other imports, and notebooks hold no addresses.
_SLOW = "rfc3987_syntax"
sys.modules.setdefault(_SLOW, None)

import nbformat  # noqa: E402
import papermill  # noqa: E402
from nbclient.exceptions import CellTimeoutError  # noqa: E402
from papermill.engines import papermill_engines  # noqa: E402

if sys.modules[_SLOW] is None:
    del sys.modules[_SLOW]

from emergestudy.running.engine import WarmEngine  # noqa: E402

papermill_engines.register("emergestudy", WarmEngine)  # installed or not

__all__ = ["CellTimeoutError", "nbformat", "papermill"]
