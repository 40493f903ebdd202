"""What a row of a record says, found but still as text."""

from __future__ import annotations

from typing import NamedTuple

from airshield.model.reports import ReportStanding


class Spelling(NamedTuple):
    """The cells of a row by what they mean, whatever the format calls them."""

    begins: str
    ends: str
    label: str
    launched: str
    destroyed: str
    lost: str
    hits: str
    places: tuple[str, ...]
    nationwide: bool
    origins: tuple[str, ...]
    party: str
    standing: ReportStanding
    source: str
    zone: str = ""
    """Zone of the row's local times; empty if it does not say."""
    doubtful: tuple[str, ...] = ()
    """What could not be understood in it."""


def parts(text: str, joint: str) -> tuple[str, ...]:
    """Return the parts of a cell that are not empty, each once."""
    return tuple(dict.fromkeys(part for piece in text.split(joint) if (part := piece.strip())))
