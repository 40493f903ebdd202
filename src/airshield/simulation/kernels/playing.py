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
    BUCKET,
    EVENTS,
    FULL,
    HEAP,
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
    take,
    take_next,
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
    counters[HEAP] = 0
    counters[BUCKET] = 0
    counters[NEXT_BUCKET] = scratch.bucket.size
    counters[SALVOS] = 0
    counters[STATUS] = 0
    counters[MARKED] = 0
    heap = scratch.heap
    ready_batteries(world, scratch, seed, replication)
    muster(groups, places, world, scratch, seed, replication)
    events = 0
    key = take_next(scratch)
    while key != NOTHING and counters[STATUS] != FULL:
        tick = key >> TICK_SHIFT
        events += 1
        _happen(groups, threats, world, doctrine, scratch, seed, replication, key)
        if counters[HEAP] > 0 and heap[0] >> TICK_SHIFT == tick:
            key = take(heap, counters)
            continue
        if counters[MARKED] > 0:
            _decide_marked(world, doctrine, scratch, seed, replication, tick)
        key = take_next(scratch)
    abort_waiting(threats, scratch)
    counters[EVENTS] += events
    return counters[STATUS]


@inlined
def settle(groups, threats, world, scratch, seed, replication):
    """Settle what is still flying and when each threat was first seen."""
    for threat in range(threats.group.size):
        state = scratch.life[threat, STATE]
        scratch.life[threat, HIT] = 0
        scratch.life[threat, TRACKED] = -1
        if state in (ABSENT, ABORTED):
            continue
        if state == FLYING:
            state = ARRIVED
            scratch.life[threat, STATE] = ARRIVED
            group = threats.group[threat]
            u = uniform4(seed, replication, FATE, threat, 0)[0]
            scratch.life[threat, HIT] = 1 if u < groups.real[group, P_HIT] else 0
        # The public warning is the first picture of every route.
        seen = scratch.life[threat, STARTED] + np.int64(scratch.tracked[threat, 0])
        if seen <= scratch.life[threat, ENDED_AT]:
            scratch.life[threat, TRACKED] = seen


@inlined
def _slice(tallies, tick, column):
    slices = tallies.timeline.shape[0]
    place = min(max(int(tick / tallies.slice_tick), 0), slices - 1)
    tallies.timeline[place, column] += 1


@inlined
def _tally_threat(groups, threats, places, doctrine, world, scratch, tallies, row, threat):
    state = scratch.life[threat, STATE]
    fate = state - ENDED
    role = scratch.life[threat, ROLE]
    tallies.fates[row, threats.group[threat], role, fate] += 1
    if role == WEAPON:
        tallies.aimed[row, scratch.life[threat, ASSET]] += 1
    if state == ABORTED:
        return
    _slice(tallies, scratch.life[threat, STARTED], 0)
    if scratch.life[threat, TRACKED] >= 0:
        _slice(tallies, scratch.life[threat, TRACKED], 1)
    if state in (KILLED, SUPPRESSED):
        threat_type = world.route[scratch.life[threat, ROUTE], TYPE]
        tallies.stopped[row, scratch.life[threat, STOPPED_BY]] += 1
        tallies.kills[scratch.life[threat, STOPPED_BY], doctrine.type_class[threat_type]] += 1
        _slice(tallies, scratch.life[threat, ENDED_AT], 2 if state == KILLED else 3)
    if state == ARRIVED and role == WEAPON:
        asset = scratch.life[threat, ASSET]
        tallies.arrived[row, asset] += 1
        _slice(tallies, scratch.life[threat, ENDED_AT], 4)
        if scratch.life[threat, HIT]:
            hits_milli = groups.whole[threats.group[threat], HITS_MILLI]
            damage = tallies.damage_milli[row, asset] + hits_milli
            tallies.damage_milli[row, asset] = min(damage, MOST_DAMAGE)
            first = tallies.first_hit_tick[row, asset]
            if first < 0 or scratch.life[threat, ENDED_AT] < first:
                tallies.first_hit_tick[row, asset] = scratch.life[threat, ENDED_AT]


@inlined
def _warn(threats, places, scratch, tallies, row, first_track):
    """Fill each district's warning: from its first track to its first arrival."""
    lead = tallies.lead_tick[row]
    lead[:] = -1
    first_track[:] = NEVER
    for threat in range(threats.group.size):
        if (
            scratch.life[threat, STATE] in (ABSENT, ABORTED)
            or scratch.life[threat, ROLE] == CARRIER
        ):
            continue
        district = places.district[scratch.life[threat, ASSET]]
        if district < 0:
            continue
        seen = scratch.life[threat, TRACKED]
        if seen >= 0:
            first_track[district] = min(first_track[district], seen)
        if scratch.life[threat, STATE] == ARRIVED and scratch.life[threat, ROLE] == WEAPON:
            end = scratch.life[threat, ENDED_AT]
            if lead[district] < 0 or end < lead[district]:
                lead[district] = end
    for district in range(lead.size):
        if lead[district] >= 0:
            lead[district] = max(0, lead[district] - first_track[district])


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
        settle(groups, threats, world, scratch, seed, replication)
        tallies.first_hit_tick[row, :] = -1
        for threat in range(threats.group.size):
            if scratch.life[threat, STATE] != ABSENT:
                scratch.counters[EVENTS] += 1
                _tally_threat(
                    groups, threats, places, doctrine, world, scratch, tallies, row, threat
                )
        _warn(threats, places, scratch, tallies, row, first_track)
        for battery in range(world.battery.shape[0]):
            left = scratch.post[battery, LEFT]
            stock = world.battery[battery, STOCK]
            tallies.rounds[row, battery] = stock - left
            tallies.empty[row, battery] = 1 if left == 0 and stock > 0 else 0
    return replications.size
