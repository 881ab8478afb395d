"""Where the study's files are: found from the package, never from the caller.

Code, data and notebooks always come from one place: the checkout that this package
lies in. A folder that only looks like a checkout is never used.
"""

import json
import tomllib
from pathlib import Path

import yaml

from emergestudy.errors import StudyError, UsageError

PACKAGE = Path(__file__).resolve().parent
MARK = ("emergestudy", "emergestudy-data")


def shipped(folder: str, name: str) -> Path:
    """Return a file of the study that a wheel holds too, where it is here."""
    packed = PACKAGE / "_data" / name
    return packed if packed.is_file() else PACKAGE.parent / folder / name


def data_dir() -> Path:
    """Return the folder of the study's tables.

    It lies inside an installed wheel, and beside the package in a checkout; that
    neither place holds a ``datapackage.json`` is a `StudyError`.
    """
    for folder in (PACKAGE / "_data", PACKAGE.parent / "data"):
        if (folder / "datapackage.json").is_file():
            return folder
    cure = "install it again from a complete checkout"
    raise StudyError(f"the study's tables were not found beside the package; {cure}")


def is_checkout(folder: Path) -> bool:
    """Say whether a folder is a checkout of this study, by its mark.

    That is the project's name in ``pyproject.toml`` and in ``data/datapackage.json``.
    """
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
        tables = json.loads((folder / "data/datapackage.json").read_text("utf-8"))
        return (project["project"]["name"], tables["name"]) == MARK
    except (OSError, ValueError, KeyError, TypeError):
        return False


def package_root() -> Path:
    """Return the checkout that this package lies in; `UsageError` if it is in none."""
    if is_checkout(PACKAGE.parent):
        return PACKAGE.parent
    cure = "clone it and install the clone with 'pip install -e .'"
    raise UsageError(f"this needs a checkout of the study: {cure}")


def study_root() -> Path:
    """Return the checkout to work on: that of this package.

    That it lies in none is a `UsageError`, and so is a current folder that belongs to
    another checkout or to another book, which must not be mixed with this one.
    """
    root, here = package_root(), Path.cwd()
    for folder in (here, *here.parents):
        if folder.resolve() == root:
            break
        if is_checkout(folder):
            raise UsageError(
                f"{folder} is another checkout than {root}, which this command belongs "
                "to; use the command of that one, or work there"
            )
        if (folder / "_toc.yml").is_file():
            told = f"is not the study but another book; go to {root}"
            raise UsageError(f"{folder} {told}")
    return root


def pages_of(root: Path) -> list[str]:
    """Return the files that ``_toc.yml`` names, in order, without their endings."""

    def listed(entry: dict) -> list[str]:
        own = [entry[key] for key in ("root", "file") if key in entry]
        for key in ("parts", "chapters", "sections"):
            own += [page for part in entry.get(key, []) for page in listed(part)]
        return own

    try:
        pages = listed(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8")))
        return [page.removesuffix(".md").removesuffix(".ipynb") for page in pages]
    except (OSError, ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        told = " ".join(str(error).split())
        raise StudyError(f"{root / '_toc.yml'}: cannot be read ({told:.99})") from None
