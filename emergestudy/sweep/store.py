"""Where a sweep keeps its runs: one small file each, all of it or nothing."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from emergestudy.runner.notebooks import write_text
from emergestudy.sweep.task import Outcome

_COLOR = re.compile(r"\x1b\[[0-9;]*m")


def run_key(
    environment: str, parameters: Mapping[str, object], collect: tuple[str, ...]
) -> str:
    """Return the key of a run: the same code, data, values and results give the same.

    Parameters
    ----------
    environment : str
        Hash of the notebook and of all that it may use.
    parameters : mapping of str to object
        Of the run.
    collect : tuple of str
        Results that are kept.
    """
    parts = [environment, dict(parameters), list(collect)]
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


class Store:
    """Finished runs and the logs of failed ones, in a folder.

    Parameters
    ----------
    folder : Path
        It is made when the first run is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def log(self, key: str) -> Path:
        """Return the file of a failed run's traceback."""
        return self.folder / f"{key}.log"

    def read(self, key: str) -> dict | None:
        """Return a finished run, or None if there is none that can be read."""
        try:
            found = json.loads(self._file(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if found.get("key") == key and "results" in found else None

    def has(self, key: str) -> bool:
        """Say whether a run is finished."""
        return self.read(key) is not None

    def keep(self, outcome: Outcome) -> None:
        """Keep a finished run, or the log of a failed one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if outcome.error:
            text = f"{outcome.error}\n\n{dict(outcome.parameters)}\n\n"
            trace = _COLOR.sub("", outcome.traceback)
            write_text(text + trace + "\n", self.log(outcome.key))
            return
        self.log(outcome.key).unlink(missing_ok=True)
        about = {"key": outcome.key, "parameters": dict(outcome.parameters)}
        about |= {"seconds": round(outcome.seconds, 3)}
        about |= {"results": dict(outcome.results)}
        write_text(json.dumps(about), self._file(outcome.key))
