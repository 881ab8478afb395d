"""The repository holds the project alone, within budgets, in layers that point down."""

import ast
import re
import subprocess

import pytest

LINES, MODULES, PUBLIC, TEST_LINES, KIT_LINES = 15_400, 80, 350, 10_000, 1_500

KIT = ("data", "curves", "drawing", "results", "verdicts")
"""What notebooks import: load, points, calls, draw, say."""

ORDER = """
errors paths descriptor data sealing display results estimators law curves papers
drawing lab forecasts readers verdicts running report_gains
report_page report cli
"""
LAYERS = ORDER.split()
"""A module may import from itself and from those before it."""

NOT_SCIENCE = {"errors", "paths", "results", "running"}
"""All that running and building know."""


@pytest.fixture(scope="module")
def tracked(root):
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout, so there is no list of files to look at")
    return [root / name for name in done.stdout.split("\0") if (root / name).is_file()]


@pytest.fixture(scope="module")
def modules(root):
    """Every module of the package: its path below it, text and syntax tree."""
    found = {}
    for path in sorted((root / "emergestudy").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found[path.relative_to(root / "emergestudy")] = text, ast.parse(text)
    return found


def public(tree):
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [n for n in tree.body if isinstance(n, kinds) and n.name[0] != "_"]


def test_the_package_fits_into_a_head(modules):
    lines = {path: text.count("\n") for path, (text, _) in modules.items()}
    assert sum(lines.values()) <= LINES
    assert len(modules) <= MODULES
    assert sum(len(public(tree)) for _, tree in modules.values()) <= PUBLIC
    assert sum(lines[path] for path in lines if str(path)[:-3] in KIT) <= KIT_LINES


def test_tests_stay_readable_too(root):
    files = (root / "tests").rglob("*.py")
    assert sum(p.read_text(encoding="utf-8").count("\n") for p in files) <= TEST_LINES


def test_layers_import_downward_only(modules):
    for path, (text, _) in modules.items():
        own = path.parts[0].removesuffix(".py")
        if own.startswith("__"):
            continue
        used = set(re.findall(r"from emergestudy\.(\w+)", text))
        whole = re.findall(r"from emergestudy import (\w+)$", text, re.M)
        used |= set(whole) & set(LAYERS)
        above = LAYERS[LAYERS.index(own) + 1 :]
        assert not used & set(above), f"{path} imports {used & set(above)}"
        if own == "running":
            assert used <= NOT_SCIENCE, f"{path} knows {used - NOT_SCIENCE}"


def test_public_functions_say_their_types(modules):
    for path, (_, tree) in modules.items():
        for node in public(tree):
            if isinstance(node, ast.FunctionDef):
                arguments = [*node.args.args, *node.args.kwonlyargs]
                bare = [a.arg for a in arguments if a.annotation is None]
                assert not bare, f"{path}: {node.name}({', '.join(bare)})"
                assert node.returns is not None, f"{path}: {node.name}"


def test_notebooks_show_their_analysis(root):
    """What decides a chapter stands in its cells, not in a package behind it."""
    rooms = {path.stem for path in (root / "emergestudy").iterdir()}
    assert not rooms & {"chapters", "audit", "figures"}
    shown = re.compile(r"groupby|query\(|merge\(|assign\(|pivot|agg\(|sns\.|\.fit\(")
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert shown.search(text), path.stem
        assert text.count("record(") <= 15, path.stem


def test_no_build_products_and_nothing_large(tracked):
    built = re.compile(r"(^|/)(_build|_runs|\.venv|__pycache__)/")
    assert [p for p in tracked if built.search(str(p))] == []
    assert [p for p in tracked if p.stat().st_size > 3_000_000] == []
    assert [p for p in tracked if p.suffix in {".woff2", ".whl"}] == []


def test_scripts_of_pages_are_our_own_and_small(tracked, root):
    """Other people's come from packages; a copy of one would be large or minified."""
    for path in (p for p in tracked if p.suffix == ".js"):
        text = path.read_text(encoding="utf-8")
        assert path.parent.relative_to(root).as_posix() in (
            "book/_static",
            "tests/book",
        )
        assert len(text) <= 10_000, path
        assert max(map(len, text.splitlines())) <= 100, path
