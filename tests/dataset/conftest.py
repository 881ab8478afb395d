import json

import pytest

from emergestudy.sealing import seal

TABLE = "model,params,unit,ok,n\na,1.5,percent,true,10\nb,2,fraction,false,\n"
FIELDS = [
    {"name": "model", "type": "string", "constraints": {"required": True}},
    {"name": "params", "type": "number", "constraints": {"minimum": 0}},
    {
        "name": "unit",
        "type": "string",
        "constraints": {"enum": ["percent", "fraction"]},
    },
    {"name": "ok", "type": "boolean"},
    {"name": "n", "type": "integer"},
]


def resource(name, fields, **schema):
    return {
        "name": name,
        "title": name.title(),
        "path": f"{name}.csv",
        "rows": 0,
        "bytes": 0,
        "hash": "sha256:",
        "schema": {"fields": [{"description": "-", **f} for f in fields], **schema},
    }


@pytest.fixture
def data(tmp_path):
    """A folder of one sealed table, ``toys``."""
    (tmp_path / "toys.csv").write_text(TABLE)
    package = {"resources": [resource("toys", FIELDS, primaryKey=["model"])]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    seal(tmp_path)
    return tmp_path
