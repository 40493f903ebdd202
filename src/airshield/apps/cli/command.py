"""Commands and groups of commands, none of them imported before it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cyclopts import App


class Command(NamedTuple):
    """A command: its function as ``module:function``, and its line in the list of commands."""

    where: str
    help: str


class Group(NamedTuple):
    """Commands under one name."""

    help: str
    """Its line in the list of commands."""
    text: str
    """What it says of itself, with examples."""
    commands: Mapping[str, Command]
    """Its commands, in the order in which they are listed."""


Commands = Mapping[str, Command | Group]


def register(app: App, commands: Commands, arguments: Sequence[str]) -> App:
    """Give an app its commands, none of them imported yet, and return it.

    The command that the ``arguments`` call explains itself by its docstring, the others by their
    line.
    """
    called = next(iter(arguments), None)
    for order, (name, command) in enumerate(commands.items()):
        options: dict[str, Any] = {"name": name, "sort_key": order, "help_epilogue": ""}
        if isinstance(command, Group):
            text = command.text if name == called else command.help
            group = App(help=text, help_format="markdown", **options)
            app.command(register(group, command.commands, arguments[1:]))
        else:
            line = None if name == called else command.help
            app.command(command.where, help=line, **options)
    return app
