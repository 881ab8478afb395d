"""The ``emergestudy`` command: its groups, its errors, its exit codes."""

import errno
import os
import signal
from contextlib import suppress
from importlib import import_module

import click

from emergestudy import __version__
from emergestudy.errors import StudyError, unknown

# Notebooks run side by side, on small matrices: threads would only wait.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The commands of each module, which is imported only when one of them is used.
MODULES = {
    "analyze": "analyze", "book": "book check exercises refresh",
    "forecast": "forecast", "lab": "lab", "run": "run sweep",
    "listing": "claims data figures list params",
}  # fmt: skip
COMMANDS = {name: home for home, names in MODULES.items() for name in names.split()}

FULL = (
    "the disk is full; what is finished is kept, and nothing half-written was left. "
    "Make room and give the same command again"
)


def _stop(*_: object) -> None:
    """Make of a request to end what Ctrl-C does: what was begun is cleared away."""
    raise KeyboardInterrupt


class _LazyGroup(click.Group):
    """A group whose commands are imported on first use; its errors are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command:
        module = import_module(f"emergestudy.cli.{COMMANDS[name]}")
        return getattr(module, f"{name}_command")

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple:
        if args and args[0] not in COMMANDS:
            raise click.UsageError(unknown("command", args[0], COMMANDS), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        with suppress(ValueError):  # not the main thread
            signal.signal(signal.SIGTERM, _stop)
        try:
            return super().invoke(ctx)
        except StudyError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            if not full and error.filename is None:
                raise
            says = FULL if full else f"{error.filename}: {error.strerror}"
            click.echo(f"error: {says}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("stopped; nothing half-written was left behind", err=True)
            ctx.exit(1)


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(__version__)
def main() -> None:
    """Rebuild, rerun and check a study of emergent abilities.

    Exit codes: 0 done, 1 failed, 2 not understood.
    """
