"""The ``emergestudy`` command: its groups, its errors, its exit codes."""

import errno
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module

import click

from emergestudy import __version__
from emergestudy.errors import StudyError, unknown

# Notebooks run side by side, on small matrices: threads would only wait.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.pop("MPLBACKEND", None)  # no figure opens a window here

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


def _ready_streams() -> None:
    """Say ? for letters that a stream cannot, and nothing where it is closed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, to the end
        with suppress(AttributeError):  # of a test
            getattr(sys, name).reconfigure(errors="replace")


def _told(error: Exception) -> str | None:
    """Say what an error of the system means; None: it is a fault of the study."""
    text = str(error)
    if any(f"[Errno {number}]" in text for number in (errno.ENOSPC, errno.EDQUOT)):
        return FULL
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return "the current folder was deleted; go to one that is there"
    if isinstance(error, UnicodeEncodeError) and "surrogates" in text:
        return f"{error.object[error.start :]!r:.60} is no text; write it in UTF-8"
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return text if text.startswith("Symlink loop") else None


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
        _ready_streams()
        with suppress(ValueError):  # not the main thread
            signal.signal(signal.SIGTERM, _stop)
        try:
            return super().invoke(ctx)
        except StudyError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(error.exit_code)
        except (OSError, RuntimeError, UnicodeError) as error:
            if not (told := _told(error)):
                raise
            click.echo(f"error: {told}", err=True)
            ctx.exit(1 if isinstance(error, OSError) else 2)
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
