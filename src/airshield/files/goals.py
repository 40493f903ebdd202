"""Goals written as sentences: ``people_without_power at most 10 % with probability 0.9``."""

from __future__ import annotations

import re

from airshield.files.nodes import Entry, Node
from airshield.files.places import Mistakes

_SENTENCE = re.compile(
    r"(?P<measure>\S+)\s+at\s+(?P<side>most|least)\s+(?P<bound>\d+(?:\.\d+)?(?:e\d+)?)"
    r"\s*(?P<percent>%?)(?:\s+with\s+probability\s+(?P<probability>\d+(?:\.\d+)?\s*%?))?"
)
_STAND_IN: dict[str, str | float] = {"measure": "leakage", "at_most": 1.0}
"""Stands for a sentence that cannot be read, so that the others keep their numbers."""
_PATTERN = "MEASURE at most NUMBER [%] with probability P"


def with_goal_records(tree: Node, mistakes: Mistakes) -> Node:
    """Return a scenario's tree with its sentences about goals written out as records."""
    entry = tree.entries().get("goals")
    if entry is None or not isinstance(entry.node.value, str | list):
        return tree
    listed = isinstance(entry.node.value, list)
    items = entry.node.value if isinstance(entry.node.value, list) else [entry.node]
    goals: list[Node] = []
    for index, item in enumerate(items):
        path = ("goals", index) if listed else ("goals",)
        read = _read(item)
        if read is None:
            text = f'"{item.value}" is no goal; write {_PATTERN}, or a record'
            mistakes.add(item.place, path, text)
            read = _record(item, _STAND_IN)
        goals.append(read)
    node = Node(goals, entry.node.place)
    return Node({**tree.entries(), "goals": Entry(entry.key, node)}, tree.place)


def _read(item: Node) -> Node | None:
    """Return a goal as a record; what is no text stays as it is, to be checked as one."""
    if not isinstance(item.value, str):
        return item
    found = _SENTENCE.fullmatch(item.value.strip())
    if found is None:
        return None
    bound: str | float = f"{found['bound']} %" if found["percent"] else float(found["bound"])
    values: dict[str, str | float] = {
        "measure": found["measure"],
        f"at_{found['side']}": bound,
        "probability": _share(found["probability"] or "0.9"),
    }
    return _record(item, values)


def _record(item: Node, values: dict[str, str | float]) -> Node:
    """Return a record that stands where a sentence stood."""
    entries = {key: Entry(item.place, Node(value, item.place)) for key, value in values.items()}
    return Node(entries, item.place)


def _share(text: str) -> float:
    bare = text.removesuffix("%").strip()
    return float(bare) / 100.0 if text.endswith("%") else float(bare)
