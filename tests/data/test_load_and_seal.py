"""Made-up tables: what loading gives, what sealing refuses, and in which words."""

import gzip
import json
from unittest.mock import Mock

import pytest

from emergestudy.data import load
from emergestudy.descriptor import read_descriptor
from emergestudy.errors import DataTableError
from emergestudy.sealing import seal

TOYS = "model,params,unit,ok,n\na,1.5,percent,true,10\nb,2,fraction,false,\n"
SCORES = "model,task,unit,metric,value\na,wic,percent,acc,60\na,wic,fraction,err,0.4\n"
SIZES = "source,model,size\nx,a,1\ny,a,2\ny,b,3\n"
CHANCE = {"name": "chance", "type": "number", "after": "metric"}
SIZE = {"name": "size", "type": "number", "after": "model"}
JOINS = [
    {"from": "tasks", "on": ["task"], "one_minus": {"metric": ["err"]}},
    {"from": "sizes", "on": ["model"], "as_given_by": ["y", "x"]},
]


def field(name, kind="string", **constraints):
    about = {"name": name, "type": kind, "description": "-"}
    return about | {"constraints": constraints}


def resource(name, fields, joins=(), **schema):
    about = {"name": name, "title": name.title(), "path": f"{name}.csv", "rows": 0}
    about |= {"bytes": 0, "hash": "sha256:", "schema": {"fields": fields, **schema}}
    return about | ({"joins": list(joins)} if joins else {})


def numbers(*names):
    return [field(n, "number", minimum=0) for n in names]


@pytest.fixture
def data(tmp_path):
    """A folder of sealed tables; scores take chance from tasks, params from sizes."""
    toys = [field("model", required=True), *numbers("params")]
    toys += [field("unit", enum=["percent", "fraction"]), field("ok", "boolean")]
    joins = [
        join | {"fields": [added | {"description": "-"}]}
        for join, added in zip(JOINS, (CHANCE, SIZE), strict=True)
    ]
    scores = [field(n) for n in ("model", "task", "unit", "metric")]
    keyed = [field("source"), field("model")]
    key = {"fields": ["task"], "reference": {"resource": "tasks", "fields": ["task"]}}
    resources = [
        resource("toys", [*toys, field("n", "integer")], primaryKey=["model"]),
        resource("tasks", [field("task"), *numbers("chance")], primaryKey=["task"]),
        resource("sizes", [*keyed, *numbers("size")], primaryKey=["source", "model"]),
        resource("scores", [*scores, *numbers("value")], joins, foreignKeys=[key]),
    ]
    (tmp_path / "toys.csv").write_text(TOYS)
    (tmp_path / "tasks.csv").write_text("task,chance\nwic,50\n")
    (tmp_path / "sizes.csv").write_text(SIZES)
    (tmp_path / "scores.csv").write_text(SCORES)
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}))
    seal(tmp_path)
    return tmp_path


def alter(data, old, new, name="toys.csv"):
    path = data / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def describe(data, name, change):
    """Change the description of one table."""
    path = data / "datapackage.json"
    package = json.loads(path.read_text())
    change(next(r for r in package["resources"] if r["name"] == name))
    path.write_text(json.dumps(package))


def test_types_are_those_of_the_description(data):
    frame = load("toys", data)
    assert frame["params"].tolist() == [1.5, 2.0]
    assert frame["n"].dtype == "Int64"
    assert frame["n"].isna().tolist() == [False, True]
    assert frame["model"].dtype == "str"
    assert frame["ok"].tolist() == [True, False]
    frame["params"] = 0
    assert load("toys", data)["params"].tolist() == [1.5, 2.0]


@pytest.mark.parametrize(("old", "new", "told"), [
    ("1.5", "nan", r"line 2: 'params' is 'nan', not a finite number"),
    ("1.5", "-1", r"line 2: 'params' is '-1'; allowed: 0 to inf"),
    ("fraction", "percents", r"line 3: 'unit' is 'percents'; allowed: percent"),
    (",10", ",1.5", r"line 2: 'n' is '1.5', not a whole number"),
    ("a,1.5", ",1.5", r"line 2: 'model' is empty"),
    ("b,2", "a,2", r"line 3: .* occurs twice"),
    ("model,", "name,", r"line 1: unknown column 'name'"),
    ("true", "yes", r"line 2: 'ok' is 'yes', not true or false"),
    ("b,2,fraction,false,\n", "", r"1 rows where 2 are declared"),
    ("a,1.5", "a,1.6", r"differs from the recorded checksum"),
])  # fmt: skip
def test_an_altered_table_is_refused_by_file_and_line(data, old, new, told):
    alter(data, old, new)
    with pytest.raises(DataTableError, match=told) as caught:
        load("toys", data)
    assert str(caught.value).startswith("data/toys.csv")
    assert "git checkout data/toys.csv" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'model\n"open', None])
def test_what_is_no_table_is_refused(data, content):
    path = data / "toys.csv"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DataTableError, match=r"data/toys\.csv.*git checkout data/toys"):
        load("toys", data)


def test_a_misspelled_table_and_a_broken_descriptor_are_told_with_the_cure(tmp_path):
    with pytest.raises(DataTableError, match="did you mean 'models'"):
        load("modles")
    for broken in ("{", "{}", "[]", "null", '{"resources": [{"name": "a"}, 1]}'):
        (tmp_path / "datapackage.json").write_text(broken)
        with pytest.raises(DataTableError, match=r"git checkout data/datapackage\.j"):
            read_descriptor(tmp_path)


def test_compressed_tables_are_read(data):
    (data / "toys.csv.gz").write_bytes(gzip.compress(TOYS.encode(), mtime=0))
    describe(data, "toys", lambda r: r.update(path="toys.csv.gz"))
    seal(data)
    assert len(load("toys", data)) == 2
    (data / "toys.csv.gz").write_bytes(b"not compressed")
    with pytest.raises(DataTableError, match=r"toys\.csv\.gz"):
        load("toys", data)


def test_a_joined_column_comes_from_the_one_place_that_has_it(data):
    frame = load("scores", data)
    assert list(frame) == ["model", "size", "task", "unit", "metric", "chance", "value"]
    assert frame["chance"].tolist() == [50, 0.5]
    assert frame["size"].tolist() == [2, 2]  # the first source of the list
    alter(data, "wic,50", "wic,20", "tasks.csv")
    alter(data, "y,a,2", "y,a,4", "sizes.csv")
    assert seal(data) == ["tasks", "sizes"]
    assert seal(data) == []
    frame = load("scores", data)
    assert frame["chance"].tolist() == [20, 0.8]
    assert frame["size"].tolist() == [4, 4]


@pytest.mark.parametrize(("rule", "chance"), [
    ({"rows": [{"metric": ["acc"]}]}, [True, False]),
    ({"except": [{"metric": ["acc"]}]}, [False, True]),
    ({"rows": [{"metric": ["acc"], "unit": ["fraction"]}]}, [False, False]),
])  # fmt: skip
def test_a_join_says_which_rows_get_a_value(data, rule, chance):
    describe(data, "scores", lambda r: r["joins"][0].update(rule))
    assert load("scores", data)["chance"].notna().tolist() == chance


@pytest.mark.parametrize("joins", [True, False])
def test_a_chance_column_of_its_own_is_refused(data, joins):
    text = SCORES.replace("value", "value,chance", 1).replace("60", "60,51")
    (data / "scores.csv").write_text(text.replace("0.4", "0.4,0.5"))
    if not joins:  # then what other tables join says where chance belongs
        (data / "more.csv").write_text(SCORES)
        package = json.loads((data / "datapackage.json").read_text())
        scores = package["resources"].pop()
        more = scores | {"name": "more", "path": "more.csv"}
        alone = {key: value for key, value in scores.items() if key != "joins"}
        package["resources"] += [alone, more]
        (data / "datapackage.json").write_text(json.dumps(package))
    own = numbers("chance")
    describe(data, "scores", lambda r: r["schema"]["fields"].extend(own))
    with pytest.raises(DataTableError, match=r"data/scores\.csv.* column 'chance'"):
        seal(data)


def test_another_value_of_its_own_must_be_declared_and_be_another(data):
    text = SCORES.replace("model", "model,size", 1).replace("\na,wic", "\na,7,wic", 1)
    (data / "scores.csv").write_text(text.replace("\na,wic", "\na,,wic"))
    (size,) = numbers("size")
    describe(data, "scores", lambda r: r["schema"]["fields"].insert(1, size))
    with pytest.raises(DataTableError, match="'size' is kept in data/sizes"):
        seal(data)
    describe(data, "scores", lambda r: r["joins"][1].update(own=["size"]))
    seal(data)
    assert load("scores", data)["size"].tolist() == [7, 2]
    alter(data, "a,7", "a,2", "scores.csv")
    with pytest.raises(DataTableError, match=r"line 2: 'size' is what data/sizes"):
        seal(data)


@pytest.mark.parametrize(("name", "old", "new", "told"), [
    ("scores.csv", "wic,fr", "wick,fr", r"scores\.csv, line 3: 'task' is 'wick'"),
    ("scores.csv", "\na,", "\nc,", r"scores\.csv, line 2: 'model' is 'c', which"),
    ("sizes.csv", "y,b", "y,a", r"sizes\.csv, line 4: .* occurs twice"),
    ("sizes.csv", "y,a,2", "y,a,nan", r"line 3: 'size' is 'nan'"),
])  # fmt: skip
def test_sealing_refuses_what_does_not_fit_together(data, name, old, new, told):
    before = (data / "datapackage.json").read_bytes()
    alter(data, old, new, name)
    with pytest.raises(DataTableError, match=told):
        seal(data)
    assert (data / "datapackage.json").read_bytes() == before


def test_a_full_disk_leaves_the_old_descriptor(data, monkeypatch):
    before = (data / "datapackage.json").read_bytes()
    alter(data, "1.5", "1.6")
    full = Mock(side_effect=OSError(28, "No space left on device"))
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DataTableError, match=r"No space left .*as it was"):
        seal(data)
    assert (data / "datapackage.json").read_bytes() == before
    assert not list(data.glob(".*.new"))
