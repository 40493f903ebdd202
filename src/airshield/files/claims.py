"""Claims files: what parties state of one thing, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airshield.errors import InputError
from airshield.files.nodes import Entry, Node, plain
from airshield.files.places import Mistakes
from airshield.files.trees import check_version, read_mapping, refused
from airshield.files.validation import validate
from airshield.model.record import record
from airshield.model.reports import Claim

_TEXTS = ("period", "date")
"""Keys whose value may be written as a bare number, such as a year."""


@record
class _Claims:
    """A file of claims."""

    claims: tuple[Claim, ...]
    """The claims."""


def read_claims(path: Path) -> tuple[Claim, ...]:
    """Read a claims file.

    In it, ``value`` stands for a ``low`` and a ``high`` that are the same, and a denial needs none.

    Raises
    ------
    InputError
        If it cannot be read, or holds any mistake: all of them, each with its place.
    """
    tree = check_version(read_mapping(path), needed=True)
    mistakes = Mistakes()
    checked: Any = validate(_Claims, _written_out(tree, mistakes), mistakes)
    mistakes.check()
    if checked.record is None:
        raise InputError([f"{path}: cannot be read"])
    claims: tuple[Claim, ...] = checked.record.claims
    return claims


def _written_out(tree: Node, mistakes: Mistakes) -> Node:
    """Return the tree with every claim's shorthands written out."""
    entry = tree.entries().get("claims")
    if entry is None or not isinstance(entry.node.value, list):
        return tree
    items = [_claim(item, mistakes) for item in entry.node.value]
    entries = {**tree.entries(), "claims": Entry(entry.key, Node(items, entry.node.place))}
    return Node(entries, tree.place)


def _claim(item: Node, mistakes: Mistakes) -> Node:
    entries = dict(item.entries())
    if not entries:
        return item
    value = entries.pop("value", None)
    if value is not None and ("low" in entries or "high" in entries):
        mistakes.add_error(
            refused(value.key, "give value, or low and high, not both", ("claims", "value"))
        )
    denies = entries.get("denies")
    if denies is not None and denies.node.value is True:
        if value is not None or "low" in entries or "high" in entries:
            message = "a denial states no value; leave value, low and high out"
            mistakes.add_error(refused(denies.key, message, ("claims", "denies")))
        value = Entry(denies.key, Node(0.0, denies.node.place))
    if value is not None:
        entries = {"low": value, "high": value, **entries}
    for key in _TEXTS:
        entry = entries.get(key)
        if entry is not None and type(entry.node.value) is int:
            entries[key] = Entry(entry.key, Node(str(plain(entry.node)), entry.node.place))
    return Node(entries, item.place)
