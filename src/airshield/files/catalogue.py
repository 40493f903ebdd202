"""The shipped catalogue, extended and overridden by a user's own files."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from airshield.errors import InputError
from airshield.files.nodes import Entry, Node, locate, merged
from airshield.files.places import Mistakes, Place, Source
from airshield.files.shipped import shipped_catalogue
from airshield.files.trees import check_version, read_mapping
from airshield.files.validation import Checked, adapter, validate
from airshield.model.catalogue import Catalogue
from airshield.model.checks import check_catalogue

_MOST_PROBLEMS = 1_000
TABLES = ("sources", "threats", "sensors", "systems")
"""Top-level keys of a catalogue file."""


def read_catalogue(extra: Sequence[Path] = ()) -> Catalogue:
    """Read the shipped catalogue, with a user's files laid upon it in turn.

    Raises
    ------
    InputError
        If a file cannot be read or holds any mistake.
    """
    mistakes = Mistakes()
    checked = checked_catalogue(
        catalogue_tree([(path, None) for path in extra], mistakes), mistakes
    )
    mistakes.check()
    catalogue: Catalogue = checked.record
    return catalogue


def catalogue_tree(extra: Sequence[tuple[Path, Place | None]], mistakes: Mistakes) -> Node:
    """Return the merged tree of the shipped and a user's files, these with where they are named.

    Files that cannot be read are noted.
    """
    tree = _shipped_tree()
    for path, named_at in extra:
        try:
            tree = merged(tree, check_version(read_mapping(path), needed=False))
        except InputError as error:
            mistakes.add_error(error, named_at, ("catalogue",))
    return Node(_tables(tree), tree.place)


@functools.cache
def _shipped_tree() -> Node:
    """Return the tree of the shipped catalogue; it does not change while the program runs."""
    tree = Node({}, Place(Source("catalogue", "", Path()), 1, 1))
    for path in shipped_catalogue():
        tree = merged(tree, check_version(read_mapping(path), needed=False))
    return tree


def _tables(tree: Node) -> dict[str, Entry]:
    """Return the entries with an empty table for each that no file has."""
    empty = {name: Entry(tree.place, Node({}, tree.place)) for name in TABLES}
    return {**empty, **tree.entries()}


def checked_catalogue(tree: Node, mistakes: Mistakes) -> Checked:
    """Make a catalogue from its tree; note every mistake with its place."""
    checked = validate(Catalogue, tree, mistakes)
    if checked.record is not None:
        for path, message in check_catalogue(checked.record)[:_MOST_PROBLEMS]:
            if checked.doubts.trusts(path):
                mistakes.add(locate(tree, path), path, message)
    return checked


def plain_catalogue(catalogue: Catalogue) -> dict[str, Any]:
    """Return a catalogue as plain values for JSON."""
    values: dict[str, Any] = adapter(Catalogue).dump_python(catalogue, mode="json")
    return values
