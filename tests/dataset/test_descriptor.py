import pytest

from emergestudy.data import read_descriptor
from emergestudy.errors import DataTableError


def test_every_column_has_a_meaning_and_every_number_a_unit():
    for table in read_descriptor().values():
        for field in table.fields:
            assert len(field.description) > 5, (table.name, field.name)
            if field.type != "string":
                assert field.unit, (table.name, field.name)


def test_a_broken_descriptor_says_how_to_restore_it(tmp_path):
    (tmp_path / "datapackage.json").write_text("{")
    with pytest.raises(DataTableError, match=r"git checkout data/datapackage\.json"):
        read_descriptor(tmp_path)


def test_outsiders_can_read_the_package(root):
    """The descriptor and the tables satisfy the Frictionless standard itself."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import validate

        report = validate(str(root / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:3]


def test_the_folder_holds_nothing_else_and_stays_small(root):
    declared = {t.path.name for t in read_descriptor().values()} | {"datapackage.json"}
    files = list((root / "data").iterdir())
    assert {f.name for f in files} == declared
    assert sum(f.stat().st_size for f in files) < 10e6
    assert all(f.stat().st_size < 1.5e6 or f.suffix == ".gz" for f in files)
