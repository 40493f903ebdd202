"""The order of what happens within a tick, as SimPy priorities.

Time is whole ticks. First everything that happens, kind by kind, then the decisions, battery by
battery.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum

import simpy

Process = Generator[simpy.Event, None, None]


class Kind(IntEnum):
    """What happens first within a tick; decisions come last."""

    START = 1
    INTERCEPT = 2
    SUPPRESSION = 3
    RELEASE = 4
    ASSESSMENT = 5
    RELOAD = 6
    CHANNEL = 7
    WINDOW = 8
    LAST_CHANCE = 9
    DECISION = 10


class Clock(simpy.Environment):
    """Runs a raid and counts what it scheduled."""

    moments = 0
    """How many moments were scheduled, all of which come; decisions aside."""


def moment(env: Clock, tick: int, kind: Kind, number: int) -> simpy.Event:
    """Schedule an event at a tick, after those of earlier kinds and lower numbers."""
    env.moments += 1
    event = simpy.Event(env)
    event._ok, event._value = True, None
    env.schedule(event, priority=(kind << 32) + number, delay=tick - env.now)
    return event
