"""The command line: one module a command, each imported only when it is called."""

from airshield.apps.cli.entry import main

__all__ = ["main"]
