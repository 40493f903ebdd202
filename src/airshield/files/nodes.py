"""A tree of values, each with the place where it was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from airshield.files.places import PathOfKeys, Place

DEEPEST = 40
"""Levels that a file may nest."""
MOST_NODES = 500_000
"""Values that a YAML file may hold, with its aliases written out."""
MOST_ANCHORED = 100_000
"""Values that aliases may add to a file."""


class Entry(NamedTuple):
    """A key of a mapping with its value."""

    key: Place
    node: Node


class Node:
    """A scalar, list or mapping; never changed once it is part of a tree."""

    __slots__ = ("place", "value")

    def __init__(
        self,
        value: str | int | float | bool | list[Node] | dict[str, Entry] | None,
        place: Place,
    ) -> None:
        self.value = value
        self.place = place

    def entries(self) -> dict[str, Entry]:
        """Return the entries of a mapping, or none."""
        return self.value if isinstance(self.value, dict) else {}

    def child(self, key: str | int) -> Node | None:
        """Return the value under a key or index, if there is one."""
        if isinstance(self.value, dict):
            entry = self.value.get(str(key))
            return entry.node if entry else None
        if isinstance(self.value, list) and isinstance(key, int) and 0 <= key < len(self.value):
            return self.value[key]
        return None


def plain(node: Node) -> Any:
    """Return the bare values of a tree."""
    if isinstance(node.value, dict):
        return {key: plain(entry.node) for key, entry in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value


def find(root: Node, path: PathOfKeys) -> Node | None:
    """Return the node that a path leads to, if it is there."""
    node: Node | None = root
    for key in path:
        node = node.child(key) if node else None
    return node


def locate(root: Node, path: PathOfKeys) -> Place:
    """Return where a path is written: a scalar's own place, else the key nearest to it."""
    node, place = root, root.place
    for key in path:
        child = node.child(key)
        if child is None:
            return place
        entry = node.entries().get(str(key))
        place = entry.key if entry else child.place
        node = child
    return place if isinstance(node.value, dict | list) and path else node.place


def locate_key(root: Node, path: PathOfKeys) -> Place:
    """Return where the last key of a path is written."""
    parent = find(root, path[:-1])
    entry = parent.entries().get(str(path[-1])) if parent else None
    return entry.key if entry else locate(root, path)


def replaced(root: Node, path: PathOfKeys, entry: Entry | None) -> Node:
    """Return a tree with the value at a path replaced, added, or (None) removed.

    Mappings on the way are made where there are none; a list is only changed within its length.
    """
    if not path:
        return entry.node if entry else root
    key, rest = path[0], path[1:]
    if isinstance(root.value, list):
        return Node(_list_replaced(root.value, key, rest, entry), root.place)
    entries = dict(root.entries())
    name = str(key)
    if rest:
        place = entry.key if entry else root.place
        old = entries.get(name) or Entry(place, Node({}, place))
        entries[name] = Entry(old.key, replaced(old.node, rest, entry))
    elif entry is None:
        entries.pop(name, None)
    else:
        entries[name] = entry
    return Node(entries, root.place)


def _list_replaced(
    items: Sequence[Node], key: str | int, rest: PathOfKeys, entry: Entry | None
) -> list[Node]:
    changed = list(items)
    if isinstance(key, int) and 0 <= key < len(items):
        if rest:
            changed[key] = replaced(items[key], rest, entry)
        elif entry is None:
            del changed[key]
        else:
            changed[key] = entry.node
    return changed


def merged(base: Node, over: Node) -> Node:
    """Return ``base`` with ``over`` laid upon it.

    Mappings merge key by key and keep the order of ``base``; null removes a key that ``base``
    has; anything else replaces.
    """
    if not isinstance(base.value, dict) or not isinstance(over.value, dict):
        return over
    entries = dict(base.value)
    for key, entry in over.value.items():
        old = entries.get(key)
        if old is None:
            entries[key] = entry
        elif entry.node.value is None:
            del entries[key]
        else:
            entries[key] = Entry(entry.key, merged(old.node, entry.node))
    return Node(entries, over.place)
