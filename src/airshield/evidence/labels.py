"""Which reported types a label means, however it is spelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from airshield.model.reports import ReportClass, ReportedType

LOOK_ALIKE = str.maketrans("авеѕкмнорстухіј", "abeskmhopctyxij")
"""Cyrillic small letters that look like Latin ones, and these."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SPACES = re.compile(r"\s+")
_JOINTS = re.compile(r"\s+and\s+|\s*[,+&;]\s*")


class Match(NamedTuple):
    """What a label was found to mean."""

    types: tuple[ReportedType, ...]
    """Reported types, each once, in the order of the label."""
    unknown: tuple[str, ...]
    """Parts of the label that no type is known by."""

    @property
    def threat_class(self) -> ReportClass | None:
        """The class of all types; None if they differ or a part is unknown."""
        classes = {kind.threat_class for kind in self.types}
        if len(classes) > 1:
            classes = {kind.joins or kind.threat_class for kind in self.types}
        return classes.pop() if len(classes) == 1 and not self.unknown else None


class Labels:
    """Finds reported types by the labels that reports use.

    Parameters
    ----------
    types
        The reported types; where two share a label, the later one has it.
    """

    def __init__(self, types: Iterable[ReportedType]) -> None:
        self.types = tuple(types)
        self._by_label = {folded(label): kind for kind in self.types for label in kind.labels}
        self._matches: dict[str, Match] = {}

    def match(self, label: str) -> Match:
        """Return the types that a label names, alone or joined by "and", commas or slashes."""
        if label not in self._matches:
            self._matches[label] = self._found(label)
        return self._matches[label]

    def _found(self, label: str) -> Match:
        types: dict[str, ReportedType] = {}
        unknown: dict[str, None] = {}
        for part in self._parts(label):
            kind = self._by_label.get(folded(part))
            if kind is None:
                unknown[part] = None
            else:
                types[kind.id] = kind
        return Match(tuple(types.values()), tuple(unknown))

    def _parts(self, label: str) -> list[str]:
        """Return the parts of a label: split no further than until each part is known."""
        if folded(label) in self._by_label:
            return [label]
        parts: list[str] = []
        for part in _JOINTS.split(label.strip()):
            known = folded(part) in self._by_label
            parts += [part] if known else [piece.strip() for piece in part.split("/")]
        return [part for part in parts if part] or [label.strip()]


def folded(label: str) -> str:
    """Return a label in the one spelling by which labels are compared."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", label)).casefold()
    plain = _SPACES.sub(" ", plain.translate(LOOK_ALIKE)).strip()
    return plain.replace(" /", "/").replace("/ ", "/")
