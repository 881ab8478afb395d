"""See `emergestudy.running.notebooks`."""

from emergestudy.running.files import write_text
from emergestudy.running.notebooks import (
    code_cells,
    find_notebook,
    has_tag,
    notebook_paths,
    read_notebook,
    source,
    write_notebook,
)

__all__ = [
    "code_cells",
    "find_notebook",
    "has_tag",
    "notebook_paths",
    "read_notebook",
    "source",
    "write_notebook",
    "write_text",
]
