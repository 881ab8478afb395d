"""``python -m emergestudy``: the same as the command ``emergestudy``."""

import os
from contextlib import suppress
from pathlib import Path

from emergestudy.cli import main
from emergestudy.paths import PACKAGE

if __name__ == "__main__":
    with suppress(OSError):  # the current folder was deleted
        if PACKAGE.parent == Path.cwd():  # what this starts has to find it there, too
            found = [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, found))
    main()
