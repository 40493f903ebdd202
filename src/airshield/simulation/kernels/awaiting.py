"""Which windows of a threat are worth waiting for, and when it enters a battery's list."""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import inlined
from airshield.simulation.kernels.columns import (
    BATTERY,
    CLOSES,
    FROM_TICK,
    NEXT_WINDOW,
    OPENS,
    ORBIT_TICK,
    PHASE,
    REACT_TICK,
    ROUTE,
    SERVING,
    SIGHT,
    STARTED,
    STATION,
    UNTIL_TICK,
    WINDOW_FIRST,
)
from airshield.simulation.kernels.events import LISTED, WINDOW, schedule
from airshield.simulation.kernels.indexing import index


@inlined
def at_station(world, scratch, battery, station, tick):
    """Return the first tick from `tick` on at which a battery stands at a station."""
    dwell = world.battery[battery, ORBIT_TICK]
    if dwell == 0:
        return tick
    steps = (tick - world.battery[battery, FROM_TICK]) // dwell
    wait = (station - steps - scratch.post[battery, PHASE]) % 8
    if wait == 0:
        return tick
    return world.battery[battery, FROM_TICK] + dwell * (steps + wait)


@inlined
def station_at(world, scratch, battery, tick):
    """Return the station at which a battery stands, 0 for one that stays."""
    dwell = world.battery[battery, ORBIT_TICK]
    if dwell == 0:
        return np.int64(0)
    steps = (tick - world.battery[battery, FROM_TICK]) // dwell
    return (steps + scratch.post[battery, PHASE]) % 8


@inlined
def await_windows(world, scratch, threat, window):
    """Schedule when a threat enters lists through its windows from `window` on.

    A window in which its battery cannot engage the threat is passed over, one in which it can
    only later is scheduled for then; at the first in which it can at once the threat waits.
    """
    route = index(scratch.life[threat, ROUTE])
    first = world.route[route, WINDOW_FIRST]
    end = world.route[route + 1, WINDOW_FIRST]
    start = np.int64(scratch.life[threat, STARTED])
    while window < end:
        row = world.window[index(window)]
        battery = index(row[BATTERY])
        here = world.battery[battery]
        tracked = np.int64(scratch.tracked[threat, index(row[SIGHT])])
        opens = start + row[OPENS]
        able = max(opens, start + tracked + here[REACT_TICK], here[FROM_TICK])
        able = at_station(world, scratch, battery, row[STATION], able)
        in_time = able <= min(start + row[CLOSES], here[UNTIL_TICK])
        if in_time & (scratch.post[battery, SERVING] != 0):
            if able == opens:
                schedule(scratch, opens, WINDOW, threat)
                break
            entry = threat * world.most + window - first
            schedule(scratch, able, LISTED, entry)
        window += 1
    scratch.life[threat, NEXT_WINDOW] = window
