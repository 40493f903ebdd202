"""YAML 1.2 (core schema) to nodes with places.

The events of the C parser are turned into nodes one by one, so that depth and size are bounded
before anything is built, and aliases cannot multiply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from airshield.errors import InputError
from airshield.files.nodes import DEEPEST, MOST_ANCHORED, MOST_NODES, Entry, Node
from airshield.files.places import Mistake, Place, PlacedError, Source
from airshield.files.scalars import plain_scalar

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_yaml(source: Source) -> Node:
    """Parse one YAML document.

    Raises
    ------
    InputError
        If it is not YAML, is empty, holds several documents, repeats a key, uses tags, or is
        nested too deeply or too large.
    """
    reader = _Reader(source)
    try:
        return reader.document()
    except yaml.MarkedYAMLError as error:
        raise reader.refuse(_place(source, error), _explained(error)) from None
    except yaml.YAMLError as error:
        raise reader.refuse(_control_place(source), f"not YAML: {_first_line(error)}") from None


class _Reader:
    """One pass over the events of a document."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._events: Iterator[Any] = yaml.parse(source.text, Loader=_Loader)
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._nodes = 0
        self._anchored = 0

    def document(self) -> Node:
        """Return the only document."""
        next(self._events)
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise self.refuse(Place(self._source, 1, 1), "the file is empty")
        node = self._node(next(self._events), 0)
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise self.refuse(self._at(event), "a second document begins; one file holds one")
        return node

    def refuse(self, place: Place, message: str) -> InputError:
        """Return the error for a place."""
        return PlacedError([Mistake(place, (), message)])

    def _at(self, event: Any) -> Place:
        return Place(self._source, event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(self, event: Any, depth: int) -> Node:
        place = self._at(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place)
        self._count(event, place, depth)
        before = self._nodes
        if isinstance(event, yaml.ScalarEvent):
            node = Node(self._scalar(event, place), place)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(self._list(depth), place)
        else:
            node = Node(self._mapping(depth), place)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, self._nodes - before + 1)
        return node

    def _count(self, event: Any, place: Place, depth: int) -> None:
        self._nodes += 1
        if depth > DEEPEST:
            raise self.refuse(place, f"nested more than {DEEPEST} levels deep")
        if self._nodes > MOST_NODES:
            raise self.refuse(place, f"more than {MOST_NODES:,} values in one file")
        if event.tag not in (None, "!"):
            raise self.refuse(place, f"the tag {event.tag} has no meaning here; leave it out")

    def _alias(self, event: Any, place: Place) -> Node:
        if event.anchor not in self._anchors:
            raise self.refuse(
                place, f"*{event.anchor} is not defined before this (or holds itself)"
            )
        node, size = self._anchors[event.anchor]
        self._anchored += size
        self._nodes += size
        if self._anchored > MOST_ANCHORED:
            raise self.refuse(place, f"aliases add more than {MOST_ANCHORED:,} values")
        return node

    def _scalar(self, event: Any, place: Place) -> str | int | float | bool | None:
        text: str = event.value
        if not event.implicit[0]:
            return text
        try:
            return plain_scalar(text)
        except ValueError as error:
            raise self.refuse(place, str(error)) from None

    def _list(self, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return items

    def _mapping(self, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place = self._at(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise self.refuse(place, "a key must be a plain name")
            key: str = event.value
            if key in entries:
                first = entries[key].key.line
                raise self.refuse(place, f'the key "{key}" is given twice (first in line {first})')
            entries[key] = Entry(place, self._node(next(self._events), depth + 1))
        return entries


def _place(source: Source, error: yaml.MarkedYAMLError) -> Place:
    mark = error.problem_mark or error.context_mark
    return Place(source, mark.line + 1, mark.column + 1) if mark else Place(source, 1, 1)


def _control_place(source: Source) -> Place:
    """Return the first control character: the parser does not tell its place."""
    for number, line in enumerate(source.lines, 1):
        if found := _CONTROL.search(line):
            return Place(source, number, found.start() + 1)
    return Place(source, 1, 1)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _explained(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "it cannot be read"
    if "cannot start any token" in problem:
        problem += "; indent with spaces, not tabs, and quote text that begins with @ or `"
    if "mapping values are not allowed" in problem:
        problem += '; quote text that holds ": "'
    return f"not YAML: {problem}" + (f" ({error.context})" if error.context else "")
