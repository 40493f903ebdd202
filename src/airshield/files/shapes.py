"""What the model's records expect at a path of keys: read from their type hints."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Iterator
from typing import Any, Literal, Union

from airshield.files.places import PathOfKeys

_NAMES = {
    float: "a number",
    int: "a whole number",
    str: "text",
    bool: "true or false",
}


@functools.cache
def fields_of(record: type) -> dict[str, Any]:
    """Return the types of a record's fields by name."""
    return typing.get_type_hints(record)


@functools.cache
def needed_of(record: type) -> frozenset[str]:
    """Return the names of a record's fields that have no default."""
    missing = dataclasses.MISSING
    return frozenset(
        field.name
        for field in dataclasses.fields(record)
        if field.default is missing and field.default_factory is missing
    )


def is_record(kind: Any) -> bool:
    """Return whether a type is one of the model's records."""
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


def _is_union(kind: Any) -> bool:
    return typing.get_origin(kind) in (Union, types.UnionType)


def arms(kind: Any) -> tuple[Any, ...]:
    """Return the alternatives of a union without None, or the type itself."""
    if _is_union(kind):
        return tuple(arm for arm in typing.get_args(kind) if arm is not type(None))
    return (kind,)


def records_at(kind: Any) -> Iterator[type]:
    """Yield the records that a type holds."""
    for arm in arms(kind):
        if is_record(arm):
            yield arm
        else:
            for part in getattr(arm, "__args__", ()):
                yield from records_at(part)


def records_in(top: type) -> list[type]:
    """Return a record and all within it, each after the one that first names it."""
    found: list[type] = []
    waiting = [top]
    while waiting:
        record = waiting.pop(0)
        if record not in found:
            found.append(record)
            waiting += [kind for field in fields_of(record).values() for kind in records_at(field)]
    return found


def words_of(kind: Any) -> tuple[str, ...]:
    """Return the words that a ``Literal`` allows, or none."""
    for arm in arms(kind):
        if typing.get_origin(arm) is Literal:
            return typing.get_args(arm)
    return ()


def child(kind: Any, key: str | int) -> Any | None:
    """Return the type under a key, or None where the key has no meaning."""
    for arm in arms(kind):
        origin = typing.get_origin(arm)
        if is_record(arm) and key in fields_of(arm):
            return fields_of(arm)[str(key)]
        if origin is dict and isinstance(key, str):
            return typing.get_args(arm)[1]
        if origin is tuple and isinstance(key, int):
            items = typing.get_args(arm)
            if items[-1] is Ellipsis:
                return items[0]
            if key < len(items):
                return items[key]
    return None


def type_at(kind: Any, path: PathOfKeys) -> Any | None:
    """Return the type that a path leads to, or None where it leaves the schema."""
    for key in path:
        if kind is None:
            return None
        kind = child(kind, key)
    return kind


def keys_of(kind: Any) -> tuple[str, ...]:
    """Return the keys that a record, or the records of a union, know."""
    return tuple(name for arm in arms(kind) if is_record(arm) for name in fields_of(arm))


def placeholder(kind: Any) -> Any:
    """Return some plain value of a type, to stand where none could be read."""
    first = arms(kind)[0]
    if _is_union(kind) and type(None) in typing.get_args(kind):
        return None
    if typing.get_origin(first) is Literal:
        return typing.get_args(first)[0]
    if typing.get_origin(first) is tuple:
        items = typing.get_args(first)
        return [] if items[-1] is Ellipsis else [placeholder(item) for item in items]
    if is_record(first):
        return {name: placeholder(fields_of(first)[name]) for name in needed_of(first)}
    return {float: 0.0, int: 0, str: "", bool: False}.get(first, {})


def expected(kind: Any) -> str:
    """Say what a type expects, as in "a number"."""
    return " or ".join(dict.fromkeys(_expected(arm) for arm in arms(kind)))


def _expected(arm: Any) -> str:
    origin = typing.get_origin(arm)
    if origin is Literal:
        return "one of " + ", ".join(typing.get_args(arm))
    if origin is tuple:
        items = typing.get_args(arm)
        if items[-1] is Ellipsis:
            return f"a list ([…] or lines with -), each {_expected(items[0])}"
        return f"a list of {len(items)} ({', '.join(_expected(item) for item in items)})"
    if origin is dict:
        return "a mapping from names (name: …)"
    if is_record(arm):
        return "{" + ", ".join(name for name in fields_of(arm) if name in needed_of(arm)) + "}"
    return _NAMES.get(arm, str(arm))
