"""``--set`` assignments: a path of keys, ``=``, and a value in YAML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from airshield.errors import InputError
from airshield.files.nodes import Entry, Node, find, replaced
from airshield.files.places import PathOfKeys, Place, Source
from airshield.files.shapes import arms, child, is_record, keys_of
from airshield.files.trees import refused
from airshield.files.wording import suggestion
from airshield.files.yaml_reader import read_yaml

_KEY = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>[^.\[="]+)|\[(?P<index>[0-9]{1,6})\]')


class _Key(NamedTuple):
    name: str | int
    column: int


class Override(NamedTuple):
    """One assignment, taken apart."""

    source: Source
    keys: tuple[_Key, ...]
    value: Node

    @property
    def path(self) -> PathOfKeys:
        """The keys it leads through."""
        return tuple(key.name for key in self.keys)


def parse_override(text: str, folder: Path) -> Override:
    """Take an assignment apart.

    Raises
    ------
    InputError
        If it is not of the form ``a.b[2].c=value``.
    """
    source = Source(f"--set {text}", text, folder)
    keys: list[_Key] = []
    at = 0
    while not keys or text[at : at + 1] != "=":
        at += 1 if keys and text[at : at + 1] == "." else 0
        found = _KEY.match(text, at)
        if found is None:
            raise refused(
                Place(source, 1, at + 1),
                "expected an assignment such as raid.groups.cruise.count=40",
            )
        keys.append(_Key(_name(found), at + 1))
        at = found.end()
    return Override(source, tuple(keys), _value(source, at + 1))


def _name(found: re.Match[str]) -> str | int:
    if found["index"] is not None:
        return int(found["index"])
    return found["quoted"] if found["quoted"] is not None else found["plain"].strip()


def _value(source: Source, start: int) -> Node:
    # Blanks keep the columns: the value stands where the user wrote it.
    blank = Source(source.name, " " * start + source.text[start:], source.folder)
    if not source.text[start:].strip():
        return Node(None, Place(source, 1, start + 1))
    return _moved(read_yaml(blank), source)


def _moved(node: Node, source: Source) -> Node:
    """Return a tree whose places show the whole assignment."""
    place = Place(source, node.place.line, node.place.column)
    if isinstance(node.value, dict):
        entries = {
            key: Entry(Place(source, entry.key.line, entry.key.column), _moved(entry.node, source))
            for key, entry in node.value.items()
        }
        return Node(entries, place)
    if isinstance(node.value, list):
        return Node([_moved(item, source) for item in node.value], place)
    return Node(node.value, place)


def overridden(kind: Any, root: Node, override: Override) -> Node:
    """Return the tree with an assignment made; null removes the key.

    Raises
    ------
    InputError
        If the path does not exist in the schema, or leads through a name that is not there.
    """
    path: PathOfKeys = ()
    for number, key in enumerate(override.keys):
        last = number == len(override.keys) - 1
        name = _index(root, path, key.name)
        _check_key(kind, root, override, (*path, name), last=last)
        path = (*path, name)
        kind = child(kind, name)
    if override.value.value is None:
        return replaced(root, path, None)
    return replaced(root, path, Entry(Place(override.source, 1, 1), override.value))


def _index(root: Node, path: PathOfKeys, name: str | int) -> str | int:
    """Return the key as an index where it counts through a list."""
    node = find(root, path)
    counts = node is not None and isinstance(node.value, list)
    return int(name) if counts and str(name).isdecimal() else name


def _check_key(kind: Any, root: Node, override: Override, path: PathOfKeys, *, last: bool) -> None:
    key = override.keys[len(path) - 1]
    below = child(kind, path[-1])
    if below is None:
        hint = suggestion(str(key.name), keys_of(kind))
        raise _unknown(override, path, "there is no such key" + hint)
    if any(is_record(arm) for arm in arms(kind)):
        return
    node = find(root, path[:-1])
    missing = find(root, path) is None
    if missing and (not last or isinstance(path[-1], int)):
        raise _unknown(override, path, "is not in the file" + _choices(key.name, node))


def _choices(name: str | int, node: Node | None) -> str:
    if node is not None and isinstance(node.value, list):
        return f"; the list holds {len(node.value)}, counted from 0"
    return suggestion(str(name), node.entries() if node else ())


def _unknown(override: Override, path: PathOfKeys, message: str) -> InputError:
    place = Place(override.source, 1, override.keys[len(path) - 1].column)
    return refused(place, message, path)
