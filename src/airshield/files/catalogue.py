"""The shipped catalogue, extended and overridden by a user's own files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from airshield.errors import InputError
from airshield.files.nodes import Entry, Node, locate, merged
from airshield.files.places import Mistakes, Place, Source
from airshield.files.shipped import shipped_catalogue
from airshield.files.trees import check_version, read_mapping
from airshield.files.validation import Checked, validate
from airshield.model.catalogue import Catalogue
from airshield.model.checks import check_catalogue

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
    checked = checked_catalogue(catalogue_tree(extra, mistakes), mistakes)
    mistakes.check()
    catalogue: Catalogue = checked.record
    return catalogue


def catalogue_tree(extra: Sequence[Path], mistakes: Mistakes, root: Path | None = None) -> Node:
    """Return the merged tree of all catalogue files; files that cannot be read are noted."""
    tree = Node({}, Place(Source("catalogue", "", Path()), 1, 1))
    for path in shipped_catalogue():
        tree = merged(tree, check_version(read_mapping(path), needed=False))
    for path in extra:
        try:
            tree = merged(tree, check_version(read_mapping(path, root), needed=False))
        except InputError as error:
            mistakes.add_text("\n".join(error.problems))
    return Node(_tables(tree), tree.place)


def _tables(tree: Node) -> dict[str, Entry]:
    """Return the entries with an empty table for each that no file has."""
    empty = {name: Entry(tree.place, Node({}, tree.place)) for name in TABLES}
    return {**empty, **tree.entries()}


def checked_catalogue(tree: Node, mistakes: Mistakes) -> Checked:
    """Make a catalogue from its tree; note every mistake with its place."""
    checked = validate(Catalogue, tree, mistakes)
    if checked.record is not None:
        for path, message in check_catalogue(checked.record):
            if checked.trusts(path):
                mistakes.add(locate(tree, path), path, message)
    return checked
