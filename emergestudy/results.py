"""Hand results on: one call in a notebook, one way to read them back."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emergestudy.display import table_html
from emergestudy.errors import StudyError

GLUE = "application/papermill.record/"
SCALAR = GLUE + "application/json"
TABLE = GLUE + "application/vnd.dataresource+json"


def record(name: str, value: object, digits: int = 6) -> None:
    """Hand results of a notebook on to pages, tests and sweeps.

    A scalar can be shown in prose by ``{glue:text}`name:.2f```; a table by
    ``{glue}`name```. Both are stored in the executed notebook and read back by
    `recorded`. Nothing is shown in the notebook itself. Outside a notebook the
    call does nothing.

    Parameters
    ----------
    name : str
        Unique within the notebook, for instance ``"wic/palm_540b"``.
    value : scalar, pandas.DataFrame, pandas.Series or dict
        A number, text, boolean, None, or a table. A number that is not finite becomes
        ``"none"``. The entries of a dict are recorded one by one, as
        ``record("lens", {"ratio": 3.6})`` records ``lens/ratio``.
    digits : int
        Significant digits that are kept, so that the last bits of an optimizer
        do not differ between machines.

    Raises
    ------
    StudyError
        If the name is empty or the value is of another kind.
    """
    if not name or not isinstance(name, str):
        raise StudyError(f"record needs a name of its own, not {name!r}")
    if isinstance(value, dict):
        for key, part in value.items():
            record(f"{name}/{key}", part, digits)
    elif isinstance(value, (pd.DataFrame, pd.Series)):
        _publish(name, _table(value, digits))
    else:
        _publish(name, _scalar(name, value, digits))


def publish(name: str, value: dict) -> None:
    """Record a dict of texts and numbers as one result."""
    _publish(name, {GLUE + "text/plain": repr(value), SCALAR: json.dumps(value)})


def recorded(notebook: Path | str | dict) -> dict[str, Any]:
    """Read what an executed notebook recorded.

    Parameters
    ----------
    notebook : path or dict
        An executed notebook: its file, or the parsed JSON.

    Returns
    -------
    dict
        Names to Python scalars or pandas DataFrames.

    Raises
    ------
    StudyError
        If the file is missing or is not a notebook.
    """
    if not isinstance(notebook, dict):
        notebook = _open(Path(notebook))
    elif "cells" not in notebook:
        raise StudyError("this dict is not a notebook; it has no cells")
    return {name: read_result(data) for name, data in raw_results(notebook).items()}


def raw_results(notebook: dict) -> dict[str, dict[str, str]]:
    """Return what an executed notebook recorded, as texts by name and MIME type."""
    found = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                data = output["data"].items()
                found[name] = {
                    kind: text if isinstance(text, str) else "".join(text)
                    for kind, text in data
                }
    return found


def _open(path: Path) -> dict:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if "cells" in notebook:
            return notebook
    except OSError as error:
        raise StudyError(f"{path} cannot be read ({error.strerror})") from None
    except ValueError:
        pass
    raise StudyError(f"{path} is not a notebook; give the path of an .ipynb file")


def _scalar(name: str, value: object, digits: int) -> dict[str, str]:
    value = value.item() if isinstance(value, np.generic) else value
    if not (value is None or isinstance(value, (bool, int, float, str))):
        kind = type(value).__name__
        raise StudyError(f"record({name!r}): give a scalar or a table, not {kind}")
    if isinstance(value, float):
        value = float(f"{value:.{digits}g}") if np.isfinite(value) else "none"
    return {GLUE + "text/plain": repr(value), SCALAR: json.dumps(value)}


def _table(value: pd.DataFrame | pd.Series, digits: int) -> dict[str, str]:
    frame = value.to_frame() if isinstance(value, pd.Series) else value
    frame = frame.reset_index(drop=isinstance(frame.index, pd.RangeIndex))
    for column in frame.select_dtypes("float"):
        values = frame[column].to_numpy(float, na_value=np.nan)
        rounded = [float(f"{x:.{digits}g}") for x in values]
        frame = frame.assign(**{str(column): rounded})
    return {
        GLUE + "text/plain": frame.to_string(index=False),
        GLUE + "text/html": table_html(frame),
        TABLE: frame.to_json(orient="table", index=False, double_precision=15),
    }


def _publish(name: str, bundle: dict[str, str]) -> None:
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is not None:
        meta = {"scrapbook": {"name": name, "mime_prefix": GLUE}}
        display(bundle, raw=True, metadata=meta)


def read_result(data: dict[str, str]) -> object:
    """Return a result from its texts by MIME type: a table or a scalar."""
    if TABLE in data:
        table = json.loads(data[TABLE])
        names = [f["name"] for f in table["schema"]["fields"]]
        return pd.DataFrame(table["data"], columns=names)
    return json.loads(data[SCALAR])
