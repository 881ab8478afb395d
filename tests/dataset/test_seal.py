import pytest

from emergestudy.data import load
from emergestudy.errors import DataTableError
from emergestudy.sealing import seal


def test_sealing_records_a_change_that_was_meant(data):
    path = data / "toys.csv"
    path.write_text(path.read_text() + "c,3,percent,true,5\n")
    with pytest.raises(DataTableError):
        load("toys", data)
    assert seal(data) == ["toys"]
    assert len(load("toys", data)) == 3
    assert seal(data) == []


def test_nothing_is_sealed_if_a_table_is_broken(data):
    before = (data / "datapackage.json").read_bytes()
    path = data / "toys.csv"
    path.write_text(path.read_text().replace("1.5", "nan"))
    with pytest.raises(DataTableError, match="finite"):
        seal(data)
    assert (data / "datapackage.json").read_bytes() == before
