"""Where in which text a value stands, and a mistake told with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from airshield.errors import InputError

MOST_PRINTED = 50
"""Mistakes told in full; the rest is only counted."""

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_WIDEST_EXCERPT = 100
PathOfKeys = tuple[str | int, ...]


class Source:
    """A text that was read: a file, or one ``--set`` assignment.

    Parameters
    ----------
    name
        As it is shown to the user.
    text
        What it says.
    folder
        Folder against which paths named in it are resolved.
    path
        The file; None for an assignment.
    root
        Folder that paths named in it may not leave; without it, ``folder``.
    """

    __slots__ = ("folder", "lines", "name", "path", "root", "text")

    def __init__(
        self,
        name: str,
        text: str,
        folder: Path,
        path: Path | None = None,
        root: Path | None = None,
    ) -> None:
        self.name = name
        self.root = root or folder
        self.text = text
        self.folder = folder
        self.path = path
        self.lines = _LINE_END.split(text)


class Place(NamedTuple):
    """A position in a source; line and column count from 1."""

    source: Source
    line: int
    column: int

    def __str__(self) -> str:
        """Return ``file:line:column``; an assignment has one line only, so it is left out."""
        if self.source.path is None:
            return f"{printable(self.source.name)}:{self.column}"
        return f"{printable(self.source.name)}:{self.line}:{self.column}"

    def excerpt(self) -> str:
        """Return the source line with a caret under the place."""
        lines = self.source.lines
        line = lines[self.line - 1] if self.line <= len(lines) else ""
        cut = max(0, self.column - _WIDEST_EXCERPT + 20)
        shown = printable(line[cut : cut + _WIDEST_EXCERPT].replace("\t", " "))
        margin = len(printable(line[cut : self.column - 1].replace("\t", " ")))
        return f"    {shown}\n    {' ' * margin}^"


class Mistake(NamedTuple):
    """One mistake: where it is, and what is wrong."""

    place: Place
    path: PathOfKeys
    message: str

    def __str__(self) -> str:
        """Return the mistake with its place and source line."""
        where = f"{dotted(self.path)}: " if self.path else ""
        return f"{self.place}: {where}{printable(self.message)}\n{self.place.excerpt()}"


class PlacedError(InputError):
    """Mistakes in files, each with its place.

    Parameters
    ----------
    mistakes
        Those that have a place.
    unplaced
        Texts of those that have none, such as a file that cannot be opened.
    """

    def __init__(self, mistakes: Sequence[Mistake], unplaced: Sequence[str] = ()) -> None:
        self.mistakes = tuple(mistakes)
        self.unplaced = tuple(unplaced)
        super().__init__(capped([*unplaced, *map(str, mistakes)]))


class Mistakes:
    """Collects the mistakes of all files that belong together."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, PathOfKeys, str], Mistake] = {}
        self._unplaced: list[str] = []

    def add(self, place: Place, path: PathOfKeys, message: str) -> None:
        """Note a mistake once."""
        self._found.setdefault((place, path, message), Mistake(place, path, message))

    def add_error(
        self, error: InputError, place: Place | None = None, path: PathOfKeys = ()
    ) -> None:
        """Note the mistakes of an error; one without a place is told at ``place``, if given."""
        if isinstance(error, PlacedError):
            for mistake in error.mistakes:
                self.add(*mistake)
            self._unplaced.extend(error.unplaced)
        elif place is not None:
            self.add(place, path, "; ".join(error.problems))
        else:
            self._unplaced.extend(error.problems)

    def __bool__(self) -> bool:
        return bool(self._found or self._unplaced)

    def placed(self) -> list[Mistake]:
        """Return the mistakes that have a place, file by file, by line and column."""
        files: dict[str, int] = {}
        for mistake in self._found.values():
            files.setdefault(mistake.place.source.name, len(files))
        return sorted(
            self._found.values(),
            key=lambda m: (files[m.place.source.name], m.place.line, m.place.column),
        )

    def unplaced(self) -> list[str]:
        """Return the mistakes without a place."""
        return list(self._unplaced)

    def check(self) -> None:
        """Raise what was found.

        Raises
        ------
        InputError
            If there is any mistake; the first ``MOST_PRINTED`` in full.
        """
        if self:
            raise PlacedError(self.placed(), self._unplaced)


def capped(texts: list[str]) -> list[str]:
    """Return the first ``MOST_PRINTED`` texts, and how many more there are."""
    rest = len(texts) - MOST_PRINTED
    return texts if rest <= 0 else [*texts[:MOST_PRINTED], f"and {rest:,} more"]


def dotted(path: Iterable[str | int]) -> str:
    """Return ``a.b[3].c``; names that could be mistaken are quoted."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            shown = printable(key)
            plain = re.fullmatch(r"[\w-][\w -]*", shown) is not None
            text += ("." if text else "") + (shown if plain else f'"{shown}"')
    return text


def printable(text: str) -> str:
    """Return ``text`` with control characters spelt out, so that a file cannot drive a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
