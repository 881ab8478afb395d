import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXTRAS = [None, "test", "bench", "lab", "parquet", "dask"]


def locked(root, extra):
    text = (root / f"requirements{'-' + extra if extra else ''}.lock").read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())
    return {b.split("==")[0]: b for b in blocks}


def wanted(root, extra):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    names = list(project["dependencies"])
    names += project["optional-dependencies"][extra] if extra else []
    return [Requirement(n) for n in names]


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_lock_satisfies_the_project(root, extra):
    lines = locked(root, extra)
    for requirement in wanted(root, extra):
        name = canonicalize_name(requirement.name)
        pins = [b for n, b in lines.items() if canonicalize_name(n) == name]
        assert pins, f"{name} is not locked; run 'make lock'"
        version = re.search(r"==([^\s;\\]+)", pins[0])[1]
        assert requirement.specifier.contains(version, prereleases=True), name


@pytest.mark.parametrize("extra", [*EXTRAS, "build"])
def test_every_package_is_pinned_by_hash_and_no_index_is_named(root, extra):
    for name, block in locked(root, extra).items():
        assert "--hash=sha256:" in block, name
        assert "://" not in block
        assert "--index" not in block


@pytest.mark.parametrize("extra", EXTRAS[1:])
def test_an_extra_does_not_move_the_versions_of_the_book(root, extra):
    def pins(lines):
        return {b.split("\\")[0].strip() for b in lines.values()}

    assert pins(locked(root, None)) <= pins(locked(root, extra))


def test_extras_have_their_locks(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert set(project["optional-dependencies"]) == set(EXTRAS[1:])
    assert not (root / "uv.lock").exists()
    build = tomllib.loads((root / "pyproject.toml").read_text())["build-system"]
    pins = "".join(locked(root, "build").values())
    assert all(f"{name} " in pins for name in build["requires"])
