"""Which single figure moves a share most, the others at their central values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from airshield.planning.coverage.answer import Mover
from airshield.planning.coverage.ends import ENDS, direction, value_at, values_at
from airshield.planning.coverage.living import Living
from airshield.planning.coverage.options import What
from airshield.planning.coverage.posts import Defence
from airshield.planning.coverage.shares import LEVELS, Found, share
from airshield.simulation.arrays import Floats

PLACES = 120
"""Heaviest places that stand for all."""
TOLD = 3
"""Figures told of each quantity."""
LEAST = 0.002
"""A share that moves by less is not told."""

Measure = Callable[[Mapping[str, float], Living], Found]
"""Takes figures and places; returns what is found over and towards them."""


def find_movers(
    defence: Defence, measure: Measure, living: Living, progress: Callable[[int, int], None]
) -> tuple[Mover, ...]:
    """Return the figures that move the shares of people (without any: of demand) most.

    Parameters
    ----------
    defence
        The lay-down against one type.
    measure
        What is found over and towards places, for some figures.
    living
        Where people live and power is drawn; the heaviest of these places are looked at.
    progress
        Called with figures tried and figures to try.

    Watched is that level of each quantity whose share is nearest to a half.
    """
    places = living.sample(PLACES)
    weight = places.people if places.people.sum() > 0.0 else places.mw
    if not weight.sum() > 0.0:
        return ()
    central = values_at(defence.figures, "central")
    uncertain = [
        path
        for path, figure in defence.figures.items()
        if direction(path) != 0 and figure.low < figure.high
    ]
    watched = _watched(measure(central, places), weight)
    moved: dict[What, list[Mover]] = {}
    for number, path in enumerate(uncertain):
        progress(number, len(uncertain))
        ends = []
        for end in ENDS[1:]:
            values = central | {path: value_at(path, defence.figures[path], end)}
            ends.append(_shares(measure(values, places), watched, weight))
        for what, level in watched.items():
            mover = Mover(
                what=what, at_least=level, figure=path, low=ends[0][what], high=ends[1][what]
            )
            if abs(mover.high - mover.low) >= LEAST:
                moved.setdefault(what, []).append(mover)
    found: list[Mover] = []
    for movers in moved.values():
        found += sorted(movers, key=lambda m: -abs(m.high - m.low))[:TOLD]
    return tuple(sorted(found, key=lambda m: -abs(m.high - m.low)))


def _watched(found: Found, weight: Floats) -> dict[What, int]:
    """Return the level of each quantity whose share is nearest to a half."""
    return {
        what: min(LEVELS[what], key=lambda level: abs(share(values >= level, weight) - 0.5))
        for what, values in found.values.items()
    }


def _shares(found: Found, watched: Mapping[What, int], weight: Floats) -> dict[What, float]:
    """Return the share at the level that is watched, of each quantity."""
    return {what: share(found.values[what] >= level, weight) for what, level in watched.items()}
