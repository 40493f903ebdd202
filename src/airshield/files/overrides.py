"""``--set`` assignments: a path of keys, ``=`` or ``*=``, and a value in YAML.

A ``*`` in a key stands for any names there; ``*=`` multiplies what is written in the file.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from airshield.errors import InputError
from airshield.files.nodes import Entry, Node, find, plain, replaced
from airshield.files.places import PathOfKeys, Place, Source
from airshield.files.shapes import arms, child, is_record, keys_of
from airshield.files.trees import refused
from airshield.files.wording import suggestion
from airshield.files.yaml_reader import read_yaml

_KEY = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>[^.\[="]+)|\[(?P<index>[0-9]{1,6})\]')


class _Key(NamedTuple):
    name: str | int
    column: int
    any: bool = False
    """Whether a ``*`` in the name stands for any text."""


class Override(NamedTuple):
    """One assignment, taken apart."""

    source: Source
    keys: tuple[_Key, ...]
    value: Node
    scales: bool = False
    """Whether the value multiplies what is written."""

    @property
    def path(self) -> PathOfKeys:
        """The keys it leads through."""
        return tuple(key.name for key in self.keys)


def parse_override(text: str, folder: Path) -> Override:
    """Take an assignment apart.

    Raises
    ------
    InputError
        If it is not of the form ``a.b[2].c=value`` or ``a.*.c*=factor``.
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
        keys.append(_Key(_name(found), at + 1, "*" in (found["plain"] or "")))
        at = found.end()
    value = _value(source, at + 1)
    last = keys[-1]
    if not (last.any and len(str(last.name)) > 1 and str(last.name).endswith("*")):
        return Override(source, tuple(keys), value)
    if isinstance(value.value, bool) or not isinstance(value.value, int | float):
        raise refused(Place(source, 1, at + 2), "expected a number to multiply with after *=")
    name = str(last.name)[:-1].rstrip()
    keys[-1] = _Key(name, last.column, "*" in name)
    return Override(source, tuple(keys), value, scales=True)


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
        If the path does not exist in the schema, leads through a name that is not there, or
        stands for no name at all.
    """
    for single in list(_spelled_out(root, override)):
        root = _assigned(kind, root, single)
    return root


def _spelled_out(root: Node, override: Override) -> Iterator[Override]:
    """Yield an assignment for each of the names that its keys stand for."""
    number = next((n for n, key in enumerate(override.keys) if key.any), None)
    if number is None:
        yield override
        return
    keys = override.keys
    above = find(root, override.path[:number])
    names = [] if above is None else fnmatch.filter(above.entries(), _pattern(keys[number]))
    if not names:
        raise _unknown(override, override.path[: number + 1], "stands for no name in the file")
    singles = [
        single for name in names for single in _spelled_out(root, _named(override, number, name))
    ]
    written = [single for single in singles if find(root, single.path) is not None]
    yield from (written or singles) if override.scales else singles


def _named(override: Override, number: int, name: str) -> Override:
    """Return an assignment with a name in the place of one of its patterns."""
    keys = list(override.keys)
    keys[number] = _Key(name, keys[number].column)
    return override._replace(keys=tuple(keys))


def _assigned(kind: Any, root: Node, override: Override) -> Node:
    """Return the tree with an assignment to one path made."""
    path: PathOfKeys = ()
    for number, key in enumerate(override.keys):
        last = number == len(override.keys) - 1
        name = _index(root, path, key.name)
        _check_key(kind, root, override, (*path, name), last=last)
        path = (*path, name)
        kind = child(kind, name)
    if override.value.value is None:
        return replaced(root, path, None)
    value = _scaled(root, override, path) if override.scales else override.value
    return replaced(root, path, Entry(Place(override.source, 1, 1), value))


def _scaled(root: Node, override: Override, path: PathOfKeys) -> Node:
    """Return what is written at a path, every number in it multiplied."""
    written = find(root, path)
    if written is None:
        raise _unknown(override, path, "is not in the file; only what is written there is scaled")
    scaled = _times(written, float(plain(override.value)))
    if scaled is None:
        raise _unknown(override, path, "holds no number to multiply")
    return _moved(scaled, override.source)


def _times(node: Node, factor: float) -> Node | None:
    """Return a tree with its numbers multiplied, whole ones rounded; None if there is none."""
    value = node.value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Node(round(value * factor), node.place)
    if isinstance(value, float):
        return Node(value * factor, node.place)
    if isinstance(value, list):
        items = [_times(item, factor) for item in value]
        kept = [new or old for new, old in zip(items, value, strict=True)]
        return Node(kept, node.place) if any(items) else None
    entries = {key: (entry, _times(entry.node, factor)) for key, entry in node.entries().items()}
    if not any(new for _, new in entries.values()):
        return None
    return Node(
        {key: Entry(entry.key, new or entry.node) for key, (entry, new) in entries.items()},
        node.place,
    )


def _index(root: Node, path: PathOfKeys, name: str | int) -> str | int:
    """Return the key as an index where it counts through a list."""
    node = find(root, path)
    counts = node is not None and isinstance(node.value, list)
    return int(name) if counts and str(name).isdecimal() else name


def _pattern(key: _Key) -> str:
    """Return a key's pattern: only ``*`` stands for other text."""
    return re.sub(r"([?\[])", r"[\1]", str(key.name))


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
