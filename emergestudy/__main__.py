"""``python -m emergestudy``: the same as the command ``emergestudy``."""

from emergestudy.cli import main

if __name__ == "__main__":
    main()
