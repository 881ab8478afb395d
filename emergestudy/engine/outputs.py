"""What a cell puts out, in the shapes of the notebook format."""

import base64
import io
from collections.abc import Mapping


class Outputs(list):
    """The outputs of one cell, in order: dicts as nbformat has them."""

    def __init__(self) -> None:
        super().__init__()
        self.clear_next = False
        self.shown: dict[str, dict] = {}

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
        """Add a rich output: a result if it has a count, or else a display.

        Parameters
        ----------
        data, metadata : mapping
            By MIME type; bytes become base64.
        count : int, optional
            Execution count of the cell whose result this is.
        label : str, optional
            Name under which `update` finds the output again.
        """
        self._clear_if_asked()
        kind = "display_data" if count is None else "execute_result"
        output = {"output_type": kind, "data": plain(data)}
        output["metadata"] = dict(metadata or {})
        if count is not None:
            output["execution_count"] = count
        self.append(output)
        if label:
            self.shown[label] = output

    def update(self, label: str, data: Mapping[str, object]) -> None:
        """Replace what was displayed under a label, if it was."""
        if label in self.shown:
            self.shown[label]["data"] = plain(data)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add an error."""
        told = {"output_type": "error", "ename": name, "evalue": value}
        self.append(told | {"traceback": list(traceback)})

    def clear_output(self, wait: bool = False) -> None:
        """Drop all outputs, now or when the next one comes."""
        self.clear_next = wait
        if not wait:
            self.clear()

    def _clear_if_asked(self) -> None:
        if self.clear_next:
            self.clear_next = False
            self.clear()


def plain(data: Mapping[str, object]) -> dict[str, object]:
    """Return a bundle of MIME types as JSON can hold it."""
    return {
        kind: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


class Stream(io.TextIOBase):
    """A text file whose text becomes outputs of the running cell."""

    encoding = "utf-8"

    def __init__(self, name: str, owner: object) -> None:
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
