"""Options that commands share: parameters in both forms, seconds, processes."""

import os
import re

import click

from emergestudy.errors import UsageError

_PAIR = re.compile(r"[A-Za-z_][\w.]*=")


class PairsCommand(click.Command):
    """Takes ``-p NAME=VALUE`` and papermill's ``-p NAME VALUE``; ``-g`` the same."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Bring both forms into the one that the options below have."""
        made, left = [], list(args)
        while left:
            word = left.pop(0)
            made.append(word)
            if word == "-p" and left and _PAIR.match(left[0]):
                made += left.pop(0).split("=", 1)
            elif word == "-p":
                made += [left.pop(0) for _ in left[:2]]
            elif word == "-g" and len(left) > 1 and "=" not in left[0]:
                made.append(f"{left.pop(0)}={left.pop(0)}")
        return super().parse_args(ctx, made)


def pairs_option(metavar: str, says: str) -> object:
    """Return the option ``-p``."""
    return click.option(
        "-p", "pairs", nargs=2, multiple=True, metavar=metavar, help=says
    )


def once(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return pairs as a dict; a name that is given twice is a mistake."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"-p {name} is given twice; give it once")
    return dict(pairs)


def _seconds(ctx: click.Context, option: click.Option, value: float | None) -> object:
    if value is not None and not 0.1 <= value <= 1e6:  # nan is not, either
        raise click.BadParameter("give seconds between 0.1 and 1e6")
    return value


timeout_option = click.option(
    "--timeout", type=float, callback=_seconds, metavar="SECONDS",
    help="The longest that a cell may take.",
)  # fmt: skip
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 1024), default=os.cpu_count() or 1,
    show_default="one a core", help="Processes.",
)  # fmt: skip
