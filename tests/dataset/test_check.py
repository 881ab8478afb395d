import gzip

import pytest

from emergestudy.data import load
from emergestudy.errors import DataTableError
from emergestudy.sealing import seal


def alter(data, old, new):
    path = data / "toys.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_types_are_those_of_the_description(data):
    frame = load("toys", data)
    assert list(frame["params"]) == [1.5, 2.0]
    assert frame["n"].dtype == "Int64"
    assert frame["n"].isna().tolist() == [False, True]
    assert frame["model"].dtype == "str"
    assert frame["ok"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1.5", "nan", r"line 2: 'params' is 'nan', not a finite number"),
        ("1.5", "inf", r"line 2: 'params' is 'inf', not a finite number"),
        ("b,2", "b,two", r"line 3: 'params' is 'two'"),
        ("1.5", "-1", r"line 2: 'params' is '-1'; allowed: 0 to inf"),
        ("fraction", "percents", r"line 3: 'unit' is 'percents'; allowed: percent"),
        (",10", ",1.5", r"line 2: 'n' is '1.5', not a whole number"),
        ("a,1.5", ",1.5", r"line 2: 'model' is empty"),
        ("b,2", "a,2", r"line 3: .* occurs twice"),
        ("model,", "name,", r"line 1: unknown column 'name'"),
        ("params,unit,ok,n", "params,unit,ok", r"toys.csv.*"),
        ("true", "yes", r"line 2: 'ok' is 'yes', not true or false"),
        ("b,2,fraction,false,\n", "", r"1 rows where 2 are declared"),
        ("a,1.5", "a,1.6", r"differs from the recorded checksum"),
    ],
)
def test_an_altered_table_is_refused_by_file_and_line(data, old, new, told):
    alter(data, old, new)
    with pytest.raises(DataTableError, match=told) as caught:
        load("toys", data)
    assert str(caught.value).startswith("data/toys.csv")
    assert "git checkout data/toys.csv" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'model\n"open'])
def test_what_is_no_table_is_refused(data, content):
    (data / "toys.csv").write_bytes(content)
    with pytest.raises(DataTableError, match=r"data/toys\.csv"):
        load("toys", data)


def test_compressed_tables_are_read(data):
    plain = (data / "toys.csv").read_bytes()
    (data / "toys.csv.gz").write_bytes(gzip.compress(plain, mtime=0))
    package = data / "datapackage.json"
    package.write_text(package.read_text().replace('"toys.csv"', '"toys.csv.gz"'))
    seal(data)
    assert len(load("toys", data)) == 2
    (data / "toys.csv.gz").write_bytes(b"not compressed")
    with pytest.raises(DataTableError, match=r"toys\.csv\.gz"):
        load("toys", data)
