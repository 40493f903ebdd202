"""What comes next: single pieces, ranked by what each alone would take off the harm."""

from __future__ import annotations

import numpy as np

from airshield.files.scenario import Loaded
from airshield.planning.placement import answering
from airshield.planning.placement.answer import NextRow
from airshield.planning.placement.options import Choices
from airshield.planning.placement.playing import Level, Player, Slots
from airshield.planning.placement.surrogate import Floats, Surrogate

MOST = 8
"""Single pieces that are ranked."""
_LEAST = 1e-9


def played(
    loaded: Loaded, choices: Choices, surrogate: Surrogate, player: Player, level: Level
) -> list[NextRow]:
    """Return what one more piece of each system type takes off, played, the most first."""
    rows = [
        answering.next_row(loaded, choices, slots, player.gain(slots, (), level), played=True)
        for slots in _favourites(choices, _gains(surrogate))
    ]
    return sorted(rows, key=lambda row: -row.gain.mean)


def expected(loaded: Loaded, choices: Choices, surrogate: Surrogate) -> list[NextRow]:
    """Return what one more piece of each system type takes off, as the surrogate has it."""
    gains = _gains(surrogate)
    return [
        answering.next_row(
            loaded, choices, slots, answering.exactly(float(gains[slots[0]])), played=False
        )
        for slots in _favourites(choices, gains)
    ]


def _gains(surrogate: Surrogate) -> Floats:
    """Return what one piece of each column takes off the harm, (c,)."""
    at_risk = surrogate.weight * np.exp(-surrogate.given)
    return np.asarray(-np.expm1(-surrogate.gain) @ at_risk)


def _favourites(choices: Choices, gains: Floats) -> list[Slots]:
    """Return, for each system type, its best single piece, the best first."""
    found: dict[str, int] = {}
    for index in np.argsort(-gains, kind="stable"):
        if gains[index] > _LEAST:
            found.setdefault(choices.options[int(index)].system, int(index))
    return [(index,) for index in list(found.values())[:MOST]]
