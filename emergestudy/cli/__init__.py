"""The command line: thin, and quick to start."""

from emergestudy.cli.app import main

__all__ = ["main"]
