"""What happens: the effect of each event on the replication."""

from __future__ import annotations

from airshield.kernels.compiled import inlined
from airshield.kernels.processor import fetch
from airshield.simulation.kernels.awaiting import at_station, await_windows
from airshield.simulation.kernels.choosing import LISTED_FLAG
from airshield.simulation.kernels.columns import (
    ASSESS_TICK,
    BATTERY,
    BUSY,
    CHEAPER_BATTERY,
    CLOSES,
    ENDED_AT,
    FIRST,
    FIRST_CARRIER,
    FIRST_LISTED,
    FROM_TICK,
    HOLD_TICK,
    IN_FLIGHT,
    IS_MARKED,
    LAUNCHER_ROUNDS,
    LEFT,
    LISTED_CLASS,
    LISTED_CLOSES,
    LISTED_NEXT,
    LISTED_PAIR,
    LISTED_STATION,
    LISTED_THREAT,
    LISTED_TYPE,
    LISTED_WINDOW,
    LOAD,
    MOST,
    NETWORK,
    NEXT_WINDOW,
    ORBIT_TICK,
    PIECE_BEGIN_S,
    PIECE_FIRST,
    PIECE_SITE_AT,
    READY,
    ROUNDS_AT,
    ROUTE,
    SALVO_BATTERY,
    SALVO_KILLED,
    SALVO_ROUNDS,
    SALVO_THREAT,
    SALVO_WINDOW,
    SETTLED_UNTIL,
    SLOT,
    STARTED,
    STATE,
    STATION,
    STOPPED_BY,
    TYPE,
    UNTIL_TICK,
    WINDOW_FIRST,
)
from airshield.simulation.kernels.events import ASSESS, LISTED, MARKED, schedule
from airshield.simulation.kernels.indexing import index
from airshield.simulation.kernels.muster import start_threat
from airshield.simulation.kernels.states import (
    ABORTED,
    FLYING,
    KILLED,
    RETURNED,
    SUPPRESSED,
    WAITING,
)


@inlined
def mark(scratch, battery):
    """Note that a battery decides at this tick."""
    # A place is written even if it is not kept: whether, a processor could not guess.
    scratch.marked[index(scratch.counters[MARKED])] = battery
    scratch.counters[MARKED] += 1 - scratch.post[battery, IS_MARKED]
    scratch.post[battery, IS_MARKED] = 1


@inlined
def _reconsider(scratch, battery):
    """Let a battery decide about its whole list."""
    scratch.post[battery, SETTLED_UNTIL] = -1
    mark(scratch, battery)


@inlined
def _enter(world, doctrine, scratch, threat, window, tick):
    """Put a threat on a battery's list through a window."""
    battery = index(world.window[window, BATTERY])
    route = index(scratch.life[threat, ROUTE])
    entry = index(threat * world.most + window - world.route[route, WINDOW_FIRST])
    if not scratch.flags[entry] & LISTED_FLAG:
        scratch.flags[entry] |= LISTED_FLAG
        listed = scratch.listed[entry]
        listed[LISTED_NEXT] = scratch.post[battery, FIRST_LISTED]
        listed[LISTED_THREAT] = threat
        listed[LISTED_WINDOW] = window
        listed[LISTED_CLOSES] = scratch.life[threat, STARTED] + world.window[window, CLOSES]
        listed[LISTED_PAIR] = threat * world.slots + world.window[window, SLOT]
        threat_type = index(world.route[route, TYPE])
        listed[LISTED_TYPE] = threat_type
        listed[LISTED_CLASS] = doctrine.type_class[threat_type]
        listed[LISTED_STATION] = world.window[window, STATION]
        scratch.post[battery, FIRST_LISTED] = entry
        fetch(world.piece, index(world.window[window, PIECE_FIRST]), PIECE_BEGIN_S)
        fetch(world.piece, index(world.window[window, PIECE_FIRST]), PIECE_SITE_AT)
        fetch(world.cheaper, index(world.cheaper_start[window]), CHEAPER_BATTERY)
    else:
        scratch.post[battery, SETTLED_UNTIL] = -1
    mark(scratch, battery)
    dwell = world.battery[battery, ORBIT_TICK]
    if dwell > 0:
        leaves = tick + dwell - (tick - world.battery[battery, FROM_TICK]) % dwell
        again = at_station(world, scratch, battery, world.window[window, STATION], leaves)
        closes = scratch.life[threat, STARTED] + world.window[window, CLOSES]
        if again <= min(closes, world.battery[battery, UNTIL_TICK]):
            schedule(scratch, again, LISTED, entry)


@inlined
def open_window(world, doctrine, scratch, threat, tick):
    """List a threat through the window it waits for, and let it wait for the next."""
    if scratch.life[threat, STATE] == FLYING:
        window = index(scratch.life[threat, NEXT_WINDOW])
        _enter(world, doctrine, scratch, threat, window, tick)
        await_windows(world, scratch, threat, window + 1)


@inlined
def enter_late(world, doctrine, scratch, entry, tick):
    """List a threat for a battery that became able to engage it in an open window."""
    threat = index(entry // world.most)
    if scratch.life[threat, STATE] == FLYING:
        first = world.route[index(scratch.life[threat, ROUTE]), WINDOW_FIRST]
        window = first + entry - threat * world.most
        _enter(world, doctrine, scratch, threat, index(window), tick)


@inlined
def assess(world, scratch, number, tick):
    """Make it known that a salvo failed."""
    salvo = scratch.salvos[number]
    threat = index(salvo[SALVO_THREAT])
    battery = index(salvo[SALVO_BATTERY])
    network = world.battery[battery, NETWORK]
    slot = index(world.window[index(salvo[SALVO_WINDOW]), SLOT])
    pair = index(threat * world.slots + slot)
    scratch.pair[pair, IN_FLIGHT] -= salvo[SALVO_ROUNDS]
    _reconsider(scratch, battery)
    if network < 0:
        return
    scratch.network_flying[threat, network] -= salvo[SALVO_ROUNDS]
    if scratch.life[threat, STATE] != FLYING:
        return
    first = index(world.route[index(scratch.life[threat, ROUTE]), WINDOW_FIRST])
    for window in range(first, scratch.life[threat, NEXT_WINDOW]):
        row = world.window[window]
        other = index(row[BATTERY])
        flags = scratch.flags[index(threat * world.most + window - first)]
        asked = (world.battery[other, NETWORK] == network) & (flags & LISTED_FLAG != 0)
        asked &= scratch.life[threat, STARTED] + row[CLOSES] >= tick
        if asked and at_station(world, scratch, other, row[STATION], tick) == tick:
            _reconsider(scratch, other)


@inlined
def intercept(world, scratch, number, tick):
    """Let a salvo meet its threat."""
    salvo = scratch.salvos[number]
    threat = index(salvo[SALVO_THREAT])
    battery = index(salvo[SALVO_BATTERY])
    if world.battery[battery, HOLD_TICK] < 0:
        scratch.post[battery, BUSY] -= 1
    mark(scratch, battery)
    flies = scratch.life[threat, STATE] == FLYING
    if flies & (salvo[SALVO_KILLED] != 0):
        scratch.life[threat, STATE] = KILLED
        scratch.life[threat, ENDED_AT] = tick
        scratch.life[threat, STOPPED_BY] = battery
        return
    salvo[SALVO_KILLED] = 0
    if world.battery[battery, ASSESS_TICK] < 0:
        assess(world, scratch, number, tick)
    else:
        done = tick + world.battery[battery, ASSESS_TICK]
        schedule(scratch, done, ASSESS, number)


@inlined
def suppress(scratch, threat, tick):
    """Let a jamming area suppress a threat."""
    if scratch.life[threat, STATE] == FLYING:
        scratch.life[threat, STATE] = SUPPRESSED
        scratch.life[threat, ENDED_AT] = tick


@inlined
def release(groups, threats, world, scratch, seed, replication, carrier, tick):
    """Bring a carrier to its release point: its weapons start and it turns back."""
    if scratch.life[carrier, STATE] != FLYING:
        return
    scratch.life[carrier, STATE] = RETURNED
    group = threats.group[carrier]
    load = groups.whole[group, LOAD]
    first = groups.whole[group, FIRST] + (carrier - groups.whole[group, FIRST_CARRIER]) * load
    until = min(first + load, groups.whole[group, FIRST] + groups.whole[group, MOST])
    for threat in range(first, until):
        if scratch.life[threat, STATE] == WAITING:
            start_threat(world, scratch, seed, replication, threat, tick)


@inlined
def reload(world, scratch, battery):
    """Fill a battery's launchers, as far as its stock goes."""
    scratch.post[battery, READY] = min(
        world.battery[battery, LAUNCHER_ROUNDS], scratch.post[battery, LEFT]
    )
    mark(scratch, battery)


@inlined
def abort_waiting(threats, scratch):
    """Abort the weapons whose carrier was stopped, at the tick of its end."""
    for threat in range(threats.group.size):
        if scratch.life[threat, STATE] == WAITING:
            carrier = threats.carrier[threat]
            scratch.life[threat, STATE] = ABORTED
            scratch.life[threat, STARTED] = scratch.life[carrier, ENDED_AT]
            scratch.life[threat, ENDED_AT] = scratch.life[carrier, ENDED_AT]
            scratch.life[threat, ROUNDS_AT] = 0
