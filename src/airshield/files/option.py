"""Option files: what would be different, laid over any scenario."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from airshield.errors import InputError
from airshield.files.nodes import Node, plain
from airshield.files.overrides import Override, parse_override
from airshield.files.places import Mistakes, Place, Source
from airshield.files.shipped import find_option
from airshield.files.trees import check_version, laid_over, read_mapping, refused, without
from airshield.files.wording import shown

OWN_KEYS = ("name", "description", "set")
"""Keys of an option that are not the scenario's."""


class Option(NamedTuple):
    """What would be different."""

    name: str
    """Short name."""
    description: str
    """What it stands for."""
    path: Path | None
    """The file it was read from, if from one."""
    tree: Node
    """Keys of the scenario to lay over its own."""
    assignments: tuple[Override, ...]
    """Assignments to make after that."""

    def laid_over(self, tree: Node) -> Node:
        """Return a scenario's tree with the option's keys laid upon it."""
        return laid_over(tree, self.tree)


def assigned_option(name: str, texts: Sequence[str]) -> Option:
    """Return the option that makes some assignments.

    Raises
    ------
    InputError
        If any of them is of no form for an assignment, all of them at once.
    """
    mistakes = Mistakes()
    found = []
    for text in texts:
        try:
            found.append(parse_override(text, Path()))
        except InputError as error:
            mistakes.add_error(error)
    mistakes.check()
    nothing = Node({}, Place(Source(name, "", Path()), 1, 1))
    return Option(name, "; ".join(texts), None, nothing, tuple(found))


def read_option(name: str | Path) -> Option:
    """Read an option file, or a shipped option by its name.

    Raises
    ------
    InputError
        If it cannot be read or one of its own keys is wrong, all mistakes at once; whether its
        other keys fit a scenario is seen when it is laid over one.
    """
    path = find_option(str(name))
    tree = check_version(read_mapping(path, path.parent), needed=True)
    mistakes = Mistakes()
    if "extends" in tree.entries():
        text = "an option is laid over the scenario it is compared in and extends nothing"
        mistakes.add(tree.entries()["extends"].key, ("extends",), text)
    assignments = _assignments(tree.child("set"), path, mistakes)
    title, description = (_text(tree.child(key), key, mistakes) for key in OWN_KEYS[:2])
    mistakes.check()
    return Option(
        title or path.stem, description, path, without(tree, *OWN_KEYS), tuple(assignments)
    )


def _text(node: Node | None, key: str, mistakes: Mistakes) -> str:
    if node is None:
        return ""
    if not isinstance(node.value, str) or not node.value.strip():
        mistakes.add(node.place, (key,), f"must be text, got {shown(plain(node))}")
        return ""
    return " ".join(node.value.split())


def _assignments(node: Node | None, path: Path, mistakes: Mistakes) -> list[Override]:
    """Return the assignments of ``set``: a list of texts like those of ``--set``."""
    if node is None:
        return []
    if not isinstance(node.value, list):
        text = "must be a list of assignments such as batteries.*.stock*=2"
        mistakes.add(node.place, ("set",), text)
        return []
    found = []
    for number, item in enumerate(node.value):
        try:
            if not isinstance(item.value, str):
                raise refused(item.place, "expected an assignment such as batteries.*.stock*=2")
            found.append(parse_override(item.value, path.parent))
        except InputError as error:
            mistakes.add_error(error, item.place, ("set", number))
    return found
