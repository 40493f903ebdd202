"""What happened to tracks, and why, in words."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from airshield.tracking.kernels.layout import BORN, CONFIRMED, FADED, LEFT, MERGED, YIELDED
from airshield.tracking.plots import Floats

WORDS: Final = {
    BORN: "born",
    CONFIRMED: "confirmed",
    FADED: "faded",
    MERGED: "merged",
    LEFT: "left",
    YIELDED: "yielded",
}
"""What happens to a track.

*born* of a plot, or of crossing bearings, that no track owns; *confirmed*, likely enough to be
shown; *faded*, missed or without a plot until it was too unlikely; *merged* into another that
follows the same target; *left* the cover of the sensors that saw it;
*yielded* its number to a likelier track that was found to follow its target.
"""
ENDS: Final = frozenset({"faded", "merged", "left"})
"""Words with which a track ends."""


class Event(NamedTuple):
    """Something that happened to a track."""

    time_s: float
    """When."""
    serial: int
    """Which track, counted from the first one begun: a track has it from the start."""
    number: int
    """Its number in the picture; 0: it was never confirmed until then."""
    what: str
    """One of `WORDS`."""
    existence: float
    """Probability that the track was of a target, after it."""

    def __str__(self) -> str:
        who = f"track {self.number}" if self.number else f"tentative track {self.serial}"
        return f"{self.time_s:.3f} s: {who} {self.what}, existence {self.existence:.3f}"


def happened(events: Floats) -> list[Event]:
    """Return what `Tracker.events` gives as events in words, in the order in which they happened.

    Parameters
    ----------
    events : (n, 5)
        Time s, serial, number, what, existence.
    """
    return [
        Event(time_s, int(serial), int(number), WORDS[int(what)], existence)
        for time_s, serial, number, what, existence in events.tolist()
    ]


def lives(events: Floats, number: int | None = None) -> dict[int, list[Event]]:
    """Return the events of each track by its serial; with ``number``, of that track alone."""
    found: dict[int, list[Event]] = {}
    for event in happened(_of(events, number)):
        found.setdefault(event.serial, []).append(event)
    return found


def _of(events: Floats, number: int | None) -> Floats:
    """Return the events of the tracks that have, or will have, a number."""
    if number is None:
        return events
    of: Floats = events[np.isin(events[:, 1], events[events[:, 2] == number, 1])]
    return of
