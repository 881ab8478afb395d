"""Where the study's files are: found from the package, never from the caller."""

from pathlib import Path

from emergestudy.errors import StudyError, UsageError

PACKAGE = Path(__file__).resolve().parent


def data_dir() -> Path:
    """Return the folder of the study's tables.

    It lies inside an installed wheel, and beside the package in a checkout.

    Raises
    ------
    StudyError
        If neither place holds a ``datapackage.json``.
    """
    for folder in (PACKAGE / "_data", PACKAGE.parent / "data"):
        if (folder / "datapackage.json").is_file():
            return folder
    raise StudyError(
        "the study's tables were not found beside the package; install it again "
        "from a complete checkout"
    )


def study_root() -> Path:
    """Return the checkout that holds the notebooks and the book.

    The current folder and its parents come first, so that a second checkout
    can be worked on; then the checkout that the package was installed from.

    Raises
    ------
    UsageError
        If there is no checkout in either place.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, PACKAGE.parent):
        if (folder / "_toc.yml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise UsageError("no checkout of the study here; run this inside a clone of it")
