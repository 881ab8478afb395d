import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXTRAS = [None, "test", "bench", "lab", "parquet", "xlsx", "dask"]


def locked(root, extra):
    text = (root / f"requirements{'-' + extra if extra else ''}.lock").read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())
    return {b.split("==")[0]: b for b in blocks}


def wanted(root, extra):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    names = list(project["dependencies"])
    names += project["optional-dependencies"][extra] if extra else []
    return [Requirement(n) for n in names]


def pins(lines):
    return {b.split("\\")[0].strip() for b in lines.values()}


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_lock_satisfies_the_project_with_the_versions_of_the_book(root, extra):
    lines = locked(root, extra)
    assert pins(locked(root, None)) <= pins(lines)
    for requirement in wanted(root, extra):
        name = canonicalize_name(requirement.name)
        found = [b for n, b in lines.items() if canonicalize_name(n) == name]
        assert found, f"{name} is not locked; run 'make lock'"
        version = re.search(r"==([^\s;\\]+)", found[0])[1]
        assert requirement.specifier.contains(version, prereleases=True), name


@pytest.mark.parametrize("extra", [*EXTRAS, "build"])
def test_every_package_is_pinned_by_hash_and_no_index_is_named(root, extra):
    for name, block in locked(root, extra).items():
        assert "--hash=sha256:" in block, name
        assert "://" not in block
        assert "--index" not in block


def test_extras_have_their_locks(root):
    told = tomllib.loads((root / "pyproject.toml").read_text())
    assert set(told["project"]["optional-dependencies"]) == set(EXTRAS[1:])
    text = "".join(locked(root, "build").values())
    assert all(f"{name} " in text for name in told["build-system"]["requires"])
