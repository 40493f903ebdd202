"""JSON to nodes with places."""

from __future__ import annotations

import re
from json.decoder import scanstring  # type: ignore[attr-defined]

from airshield.errors import InputError
from airshield.files.nodes import DEEPEST, Entry, Node
from airshield.files.places import Mistake, Place, PlacedError, Source
from airshield.files.scalars import finite_float, whole_number

MOST_NODES = 2_000_000
"""Values that a JSON file may hold."""
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z-]+")
_WORDS = {"null": None, "true": True, "false": False}


def read_json(source: Source) -> Node:
    """Parse one JSON document.

    Raises
    ------
    InputError
        If it is not JSON, is empty, repeats a key, holds a number that is not finite, or is nested
        too deeply or too large.
    """
    reader = _Reader(source)
    node = reader.value(0)
    reader.skip_space()
    if reader.at < len(source.text):
        raise reader.refuse(reader.at, "something follows the end of the JSON value")
    return node


class _Reader:
    """A recursive descent over the text; ``at`` is the next character."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = source.text
        self._nodes = 0
        self._line = 1
        self._line_start = 0
        self.at = 0

    def refuse(self, at: int, message: str) -> InputError:
        """Return the error for a position."""
        line = self._text.count("\n", 0, at) + 1
        column = at - self._text.rfind("\n", 0, at)
        place = Place(self._source, line, column)
        return PlacedError([Mistake(place, (), message)])

    def skip_space(self) -> None:
        """Move to the next character that is no white space."""
        found = _SPACE.match(self._text, self.at)
        end = found.end() if found else self.at
        breaks = self._text.count("\n", self.at, end)
        if breaks:
            self._line += breaks
            self._line_start = self._text.rfind("\n", self.at, end) + 1
        self.at = end

    def value(self, depth: int) -> Node:
        """Read one value."""
        self.skip_space()
        self._nodes += 1
        if depth > DEEPEST:
            raise self.refuse(self.at, f"nested more than {DEEPEST} levels deep")
        if self._nodes > MOST_NODES:
            raise self.refuse(self.at, f"more than {MOST_NODES:,} values in one file")
        place = self._place()
        first = self._text[self.at : self.at + 1]
        if first == "{":
            return Node(self._mapping(depth), place)
        if first == "[":
            return Node(self._list(depth), place)
        if first == '"':
            return Node(self._string(), place)
        return Node(self._bare(), place)

    def _place(self) -> Place:
        return Place(self._source, self._line, self.at - self._line_start + 1)

    def _bare(self) -> int | float | bool | None:
        start = self.at
        if number := _NUMBER.match(self._text, start):
            self.at = number.end()
            convert = finite_float if number[1] or number[2] else whole_number
            try:
                return convert(number[0])
            except ValueError as error:
                raise self.refuse(start, str(error)) from None
        word = _WORD.match(self._text, start)
        if word and word[0] in _WORDS:
            self.at = word.end()
            return _WORDS[word[0]]
        if start >= len(self._text):
            raise self.refuse(start, "the file is empty" if self._nodes == 1 else "the text ends")
        shown = word[0] if word else self._text[start]
        raise self.refuse(start, f"{shown} is not a JSON value; text stands in double quotes")

    def _string(self) -> str:
        try:
            text, self.at = scanstring(self._text, self.at + 1, True)
        except ValueError as error:
            at = getattr(error, "pos", self.at)
            raise self.refuse(at, f"not JSON: {getattr(error, 'msg', error)}") from None
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise self.refuse(self.at - 1, "the text holds half of a Unicode pair")
        return str(text)

    def _list(self, depth: int) -> list[Node]:
        items: list[Node] = []
        self.at += 1
        while not self._closes("]", first=not items):
            items.append(self.value(depth + 1))
        return items

    def _mapping(self, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        self.at += 1
        while not self._closes("}", first=not entries):
            self.skip_space()
            place, start = self._place(), self.at
            if self._text[start : start + 1] != '"':
                raise self.refuse(start, "a key in double quotes is expected")
            key = self._string()
            if key in entries:
                first = entries[key].key.line
                raise self.refuse(start, f'the key "{key}" is given twice (first in line {first})')
            self.skip_space()
            if self._text[self.at : self.at + 1] != ":":
                raise self.refuse(self.at, 'a ":" is expected after the key')
            self.at += 1
            entries[key] = Entry(place, self.value(depth + 1))
        return entries

    def _closes(self, bracket: str, *, first: bool) -> bool:
        """Step over a closing bracket, or over the comma before the next item."""
        self.skip_space()
        char = self._text[self.at : self.at + 1]
        if char == bracket:
            self.at += 1
            return True
        if not first:
            if char != ",":
                raise self.refuse(self.at, f'a "," or "{bracket}" is expected')
            self.at += 1
        return False
