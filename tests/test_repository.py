"""The repository holds the project alone, in rooms of a readable size."""

import ast
import re
import subprocess

import pytest

LAYERS = [
    "data",
    "sealing",
    "readers",
    "lab",
    "estimators",
    "calibration",
    "law",
    "forecasts",
    "figures",
    "chapters",
    "charts",
    "audit",
    "engine",
    "runner",
    "sweep",
]


@pytest.fixture(scope="module")
def tracked(root):
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout, so there is no list of files to look at")
    return [root / name for name in done.stdout.split("\0") if (root / name).is_file()]


def test_no_build_products_and_nothing_large(tracked):
    built = re.compile(r"(^|/)(_build|_runs|\.venv|__pycache__)/")
    assert [p for p in tracked if built.search(str(p))] == []
    assert [p for p in tracked if p.stat().st_size > 3_000_000] == []
    assert [p for p in tracked if p.suffix in {".woff2", ".whl"}] == []


def test_scripts_of_pages_are_our_own_and_small(tracked, root):
    """Other people's come from packages; a copy of one would be large or minified."""
    for path in (p for p in tracked if p.suffix == ".js"):
        text = path.read_text(encoding="utf-8")
        assert path.parent == root / "book" / "_static", path
        assert len(text) <= 10_000, path
        assert max(map(len, text.splitlines())) <= 100, path


def package_modules(root):
    return sorted((root / "emergestudy").rglob("*.py"))


def test_modules_stay_readable(root):
    for path in package_modules(root):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 400, path
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                size = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                assert size <= 25, f"{path.name}: {node.name} has {size} lines"


def test_layers_import_downward_only(root):
    for path in package_modules(root):
        parts = path.relative_to(root / "emergestudy").parts
        if parts[0] not in LAYERS:
            continue
        text = path.read_text(encoding="utf-8")
        used = set(re.findall(r"from emergestudy\.(\w+)", text))
        above = {*LAYERS[LAYERS.index(parts[0]) + 1 :], "cli"}
        assert not used & above, f"{path} imports {used & above}"


def test_public_functions_say_their_types(root):
    for path in package_modules(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = [*node.args.args, *node.args.kwonlyargs]
                bare = [a.arg for a in arguments if a.annotation is None]
                bare = [a for a in bare if a not in ("self", "cls")]
                assert not bare, f"{path.name}: {node.name}({', '.join(bare)})"
                assert node.returns is not None, f"{path.name}: {node.name}"
