"""From a tree of nodes to a checked record, telling every mistake at once.

The records are validated by pydantic, strictly. A record's own rules run only once all its fields
parse, and an outer record is only made from valid inner ones, so one pass would hide mistakes
behind others. Where a file has mistakes, it is therefore read a second time: fields that do not
parse are noted and given stand-ins, the records are then made without their rules, and the rules
run one record at a time.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

from airshield.errors import RecordError
from airshield.files.doubts import Doubts
from airshield.files.misfits import Misfit, misfits
from airshield.files.nodes import Entry, Node, find, locate, plain, replaced
from airshield.files.places import Mistakes, PathOfKeys
from airshield.files.shapes import placeholder, type_at

_MOST_PASSES = 8
_MOST_REPAIRED = 1_000
"""Mistakes beyond which a file is not searched for further ones behind them."""


class Checked(NamedTuple):
    """What validation made of a tree."""

    record: Any
    """The record; with mistakes, one with stand-ins, good for finding further mistakes only."""
    doubts: Doubts
    """What in it cannot be relied on."""


@functools.cache
def adapter(kind: type) -> TypeAdapter[Any]:
    """Return pydantic's reading of a record type."""
    return TypeAdapter(kind)


@functools.cache
def _lenient(kind: type) -> SchemaValidator:
    """Return a validator that makes the records without running their rules."""
    return SchemaValidator(_without_rules(adapter(kind).core_schema))


def _without_rules(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {k: False if k == "post_init" else _without_rules(v) for k, v in schema.items()}
    if isinstance(schema, list | tuple):
        return type(schema)(_without_rules(item) for item in schema)
    return schema


def validate(kind: type, root: Node, mistakes: Mistakes) -> Checked:
    """Make a record of type ``kind`` from a tree; note every mistake with its place."""
    try:
        return Checked(adapter(kind).validate_json(_json(root), strict=True), Doubts())
    except ValidationError:
        return _diagnosed(kind, root, mistakes)


def _json(root: Node) -> str:
    return json.dumps(plain(root), allow_nan=False)


def _diagnosed(kind: type, root: Node, mistakes: Mistakes) -> Checked:
    doubts = Doubts()
    for _ in range(_MOST_PASSES):
        try:
            record = _lenient(kind).validate_json(_json(root), strict=True)
        except ValidationError as error:
            found = misfits(kind, root, error)
            for misfit in found:
                mistakes.add(misfit.place, misfit.path, misfit.message)
            if len(found) > _MOST_REPAIRED:
                break
            for misfit in found:
                root = _repaired(kind, root, misfit, doubts)
        else:
            _check_rules(record, root, mistakes, doubts)
            return Checked(record, doubts)
    return Checked(None, doubts)


def _repaired(kind: type, root: Node, misfit: Misfit, doubts: Doubts) -> Node:
    """Return the tree with the misfit renamed, dropped or given a stand-in."""
    path = misfit.path
    if misfit.surplus:
        entry = _entry(root, path)
        root = replaced(root, path, None)
        if misfit.instead is not None and entry is not None:
            return replaced(root, (*path[:-1], misfit.instead), entry)
        return root
    doubts.add(path)
    if isinstance(path[-1], int) and find(root, path) is None:
        path = path[:-1]  # A list too short for its type is replaced as a whole.
    stand_in = misfit.instead if misfit.instead is not None else placeholder(type_at(kind, path))
    return replaced(root, path, Entry(misfit.place, _node(stand_in, root, misfit)))


def _entry(root: Node, path: PathOfKeys) -> Entry | None:
    node: Node | None = root
    for key in path[:-1]:
        node = node.child(key) if node else None
    return node.entries().get(str(path[-1])) if node else None


def _node(value: Any, root: Node, misfit: Misfit) -> Node:
    if isinstance(value, dict):
        entries = {k: Entry(misfit.place, _node(v, root, misfit)) for k, v in value.items()}
        return Node(entries, misfit.place)
    if isinstance(value, list):
        return Node([_node(item, root, misfit) for item in value], misfit.place)
    return Node(value, misfit.place)


def _check_rules(record: Any, root: Node, mistakes: Mistakes, doubts: Doubts) -> None:
    """Run each record's own rules, inner records first."""
    for path, part in _records(record, ()):
        if not hasattr(part, "__post_init__"):
            continue
        try:
            part.__post_init__()
        except RecordError as error:
            for field, message in error.problems:
                if not _spurious(path, field, message, doubts):
                    where = (*path, field)
                    mistakes.add(locate(root, where), where, _told(field, message))
                    doubts.add(where)
        except (TypeError, ValueError, ArithmeticError):
            # A rule stumbled over a value that breaks a rule further in, told already.
            if not doubts.below(path):
                raise


def _spurious(path: PathOfKeys, field: str, message: str, doubts: Doubts) -> bool:
    """Return whether a rule is broken only by a value that is in doubt already."""
    words = f"{field} {message}"
    return any(re.search(rf"\b{re.escape(name)}\b", words) for name in doubts.below(path))


def _told(field: str, message: str) -> str:
    return f"{field} {message}" if message.startswith(("and ", "of ")) else message


def _records(part: Any, path: PathOfKeys) -> Iterator[tuple[PathOfKeys, Any]]:
    """Yield every record with its path, the inner ones before those that hold them."""
    if dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from _records(getattr(part, field.name), (*path, field.name))
        yield path, part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _records(value, (*path, key))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from _records(value, (*path, index))
