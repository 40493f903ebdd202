"""One replication after another: the event loop and what it leaves behind."""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import inlined, kernel
from airshield.kernels.random import FATE, uniform4
from airshield.simulation.kernels.columns import (
    ASSET,
    BUSY,
    ENDED_AT,
    HIT,
    HITS_MILLI,
    IS_MARKED,
    LEFT,
    P_HIT,
    ROLE,
    ROUTE,
    STARTED,
    STATE,
    STOCK,
    STOPPED_BY,
    TRACKED,
    TYPE,
)
from airshield.simulation.kernels.deciding import decide
from airshield.simulation.kernels.events import (
    ASSESS,
    EVENTS,
    FULL,
    INTERCEPT,
    KIND_MASK,
    KIND_SHIFT,
    LISTED,
    MARK,
    MARKED,
    NEXT_BUCKET,
    NOTHING,
    PAYLOAD_MASK,
    RELEASE,
    RELOAD,
    SALVOS,
    STATUS,
    SUPPRESS,
    TICK_SHIFT,
    WINDOW,
    first_key,
    take_first,
)
from airshield.simulation.kernels.happening import (
    abort_waiting,
    assess,
    enter_late,
    intercept,
    mark,
    open_window,
    release,
    reload,
    suppress,
)
from airshield.simulation.kernels.indexing import index
from airshield.simulation.kernels.muster import muster, ready_batteries
from airshield.simulation.kernels.states import (
    ABORTED,
    ABSENT,
    ARRIVED,
    CARRIER,
    ENDED,
    FLYING,
    KILLED,
    LATEST,
    NEVER,
    SUPPRESSED,
    WEAPON,
)
from airshield.simulation.kernels.widths import as_declared

MOST_DAMAGE = (1 << 31) - 1
"""Thousandths of a warhead at which damage is cut: more than any asset can stand."""


@inlined
def _happen(groups, threats, world, doctrine, scratch, seed, replication, key):
    """Let one event happen."""
    tick = key >> TICK_SHIFT
    kind = (key >> KIND_SHIFT) & KIND_MASK
    payload = key & PAYLOAD_MASK
    if kind == WINDOW:
        open_window(world, doctrine, scratch, payload, tick)
    elif kind == INTERCEPT:
        intercept(world, scratch, payload, tick)
    elif kind == ASSESS:
        assess(world, scratch, payload, tick)
    elif kind == LISTED:
        enter_late(world, doctrine, scratch, payload, tick)
    elif kind == MARK:
        battery = payload >> 1
        scratch.post[battery, BUSY] -= payload & 1
        mark(scratch, battery)
    elif kind == RELOAD:
        reload(world, scratch, payload)
    elif kind == SUPPRESS:
        suppress(scratch, payload, tick)
    elif kind == RELEASE:
        release(groups, threats, world, scratch, seed, replication, payload, tick)


@inlined
def _decide_marked(world, doctrine, scratch, seed, replication, tick):
    """Let every marked battery decide, in the order of their indices."""
    count = scratch.counters[MARKED]
    marked = scratch.marked
    for i in range(1, count):
        battery = marked[i]
        j = i - 1
        while j >= 0 and marked[j] > battery:
            marked[j + 1] = marked[j]
            j -= 1
        marked[j + 1] = battery
    scratch.counters[MARKED] = 0
    for i in range(count):
        battery = index(marked[i])
        scratch.post[battery, IS_MARKED] = False
        decide(world, doctrine, scratch, seed, replication, battery, tick)


@inlined
def play(groups, threats, places, world, doctrine, scratch, seed, replication):
    """Play one replication; the outcome stays in `scratch`. Return `FULL` if it had no room."""
    counters = scratch.counters
    counters[NEXT_BUCKET] = scratch.bucket.size - 1
    counters[SALVOS] = 0
    counters[STATUS] = 0
    counters[MARKED] = 0
    ready_batteries(world, scratch, seed, replication)
    muster(groups, places, world, scratch, seed, replication)
    events = 0
    key = first_key(scratch)
    while key != NOTHING and counters[STATUS] != FULL:
        tick = key >> TICK_SHIFT
        events += 1
        take_first(scratch)
        _happen(groups, threats, world, doctrine, scratch, seed, replication, key)
        key = first_key(scratch)
        if (key >> TICK_SHIFT != tick) & (counters[MARKED] > 0):
            _decide_marked(world, doctrine, scratch, seed, replication, tick)
            key = first_key(scratch)
    abort_waiting(threats, scratch)
    counters[EVENTS] += events
    return counters[STATUS]


@inlined
def _settle(groups, threats, scratch, seed, replication, threat):
    """Settle how a threat ended and when it was first seen; return its state."""
    life = scratch.life[threat]
    state = np.int64(life[STATE])
    life[HIT] = 0
    life[TRACKED] = -1
    if state in (ABSENT, ABORTED):
        return state
    if state == FLYING:
        state = np.int64(ARRIVED)
        life[STATE] = ARRIVED
        u = uniform4(seed, replication, FATE, threat, 0)[0]
        life[HIT] = u < groups.real[index(threats.group[threat]), P_HIT]
    # The public warning is the first picture of every route.
    seen = life[STARTED] + np.int64(scratch.tracked[threat, 0])
    life[TRACKED] = seen if seen <= life[ENDED_AT] else -1
    return state


@inlined
def _slice(tallies, tick, column):
    slices = tallies.timeline.shape[0]
    place = min(max(int(tick / tallies.slice_tick), 0), slices - 1)
    tallies.timeline[place, column] += 1


@inlined
def _tally_stopped(doctrine, world, tallies, row, life, state):
    """Add up a threat that was killed or suppressed."""
    threat_type = index(world.route[index(life[ROUTE]), TYPE])
    battery = index(life[STOPPED_BY])
    tallies.stopped[row, battery] += 1
    tallies.kills[battery, index(doctrine.type_class[threat_type])] += 1
    _slice(tallies, life[ENDED_AT], 2 if state == KILLED else 3)


@inlined
def _tally_arrived(groups, threats, places, tallies, row, threat, life):
    """Add up a weapon that arrived; the first in its district ends the time to warn it."""
    asset = index(life[ASSET])
    end = life[ENDED_AT]
    tallies.arrived[row, asset] += 1
    _slice(tallies, end, 4)
    if life[HIT]:
        hits_milli = groups.whole[index(threats.group[threat]), HITS_MILLI]
        damage = tallies.damage_milli[row, asset] + hits_milli
        tallies.damage_milli[row, asset] = min(damage, MOST_DAMAGE)
        first = tallies.first_hit_tick[row, asset]
        if first < 0 or end < first:
            tallies.first_hit_tick[row, asset] = end
    district = places.district[asset]
    if district >= 0:
        tallies.lead_tick[row, district] = min(tallies.lead_tick[row, district], end)


@inlined
def _tally(groups, threats, places, doctrine, world, scratch, tallies, first_track, row, threat):
    """Add up a threat that came, and note the first track of its district."""
    life = scratch.life[threat]
    state = life[STATE]
    role = life[ROLE]
    tallies.fates[row, index(threats.group[threat]), index(role), state - ENDED] += 1
    asset = life[ASSET]
    if role != CARRIER:
        tallies.aimed[row, asset] += role == WEAPON
    if state == ABORTED:
        return
    _slice(tallies, life[STARTED], 0)
    seen = life[TRACKED]
    if seen >= 0:
        _slice(tallies, seen, 1)
        if role != CARRIER and places.district[asset] >= 0:
            district = places.district[asset]
            first_track[district] = min(first_track[district], seen)
    if state == ARRIVED:
        if role == WEAPON:
            _tally_arrived(groups, threats, places, tallies, row, threat, life)
    elif state in (KILLED, SUPPRESSED):
        _tally_stopped(doctrine, world, tallies, row, life, state)


@inlined
def _warn(lead, first_track):
    """Put each district's warning, from its first track, in place of its first arrival."""
    for district in range(lead.size):
        arrival = lead[district]
        warned = max(0, arrival - first_track[district])
        lead[district] = -1 if arrival == LATEST else warned


@inlined
def _tally_batteries(world, scratch, tallies, row):
    """Note what each battery fired, and whether it has none left."""
    for battery in range(world.battery.shape[0]):
        left = scratch.post[battery, LEFT]
        stock = world.battery[battery, STOCK]
        tallies.rounds[row, battery] = stock - left
        tallies.empty[row, battery] = (left == 0) & (stock > 0)


@kernel
def play_chunk(
    groups,
    threats,
    places,
    world,
    doctrine,
    scratch,
    seed,
    replications,
    begin,
    tallies,
    first_track,
):
    """Play replications from `begin` on into rows of `tallies`; return how many are done.

    Fewer than all are done only if one ran out of room: play on from there in a larger one.
    """
    if not as_declared(groups, world, scratch):
        return -1
    for row in range(begin, replications.size):
        replication = replications[row]
        if play(groups, threats, places, world, doctrine, scratch, seed, replication) == FULL:
            return row
        tallies.first_hit_tick[row, :] = -1
        tallies.lead_tick[row, :] = LATEST
        first_track[:] = NEVER
        came = 0
        for threat in range(threats.group.size):
            state = _settle(groups, threats, scratch, seed, replication, threat)
            if state != ABSENT:
                came += 1
                _tally(
                    groups,
                    threats,
                    places,
                    doctrine,
                    world,
                    scratch,
                    tallies,
                    first_track,
                    row,
                    threat,
                )
        scratch.counters[EVENTS] += came
        _warn(tallies.lead_tick[row], first_track)
        _tally_batteries(world, scratch, tallies, row)
    return replications.size
