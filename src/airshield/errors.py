"""The errors airshield raises on purpose.

::

    AirshieldError                 everything below; never raised itself
    ├── RecordError (ValueError)   a record breaks its own rule; files add the place
    ├── InputError (ValueError)    a file or option is wrong: all its problems, each with its place
    ├── OutputError (OSError)      a result could not be written; nothing half-written is left
    └── InternalError (RuntimeError)  our bug: the message says how to report it

Every one prints as a message that says what, where and what to do; the command line
turns ``InputError`` and ``OutputError`` into exit code 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class AirshieldError(Exception):
    """Base of every error that airshield raises on purpose."""


class RecordError(AirshieldError, ValueError):
    """A record breaks its own rules.

    Parameters
    ----------
    problems
        Pairs of field name and what is wrong with it.
    """

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{field} {message}" for field, message in self.problems))


class Problem(NamedTuple):
    """One mistake in the input: the path of keys that leads to it, and what is wrong."""

    path: tuple[str | int, ...]
    message: str


class InputError(AirshieldError, ValueError):
    """What the user gave is wrong; ``problems`` holds one printable text for each mistake."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class OutputError(AirshieldError, OSError):
    """A result could not be written."""


class InternalError(AirshieldError, RuntimeError):
    """A promise that airshield makes to itself is broken."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"internal error: {what}. This is a defect of airshield; please report it."
        )
