"""What is decided: how a battery chooses its next threat and launches."""

from __future__ import annotations

from airshield.kernels.compiled import inlined
from airshield.simulation.kernels.columns import (
    ASSESS_TICK,
    BATTERY,
    BUSY,
    CHANNELS,
    CLOSES,
    COST_EUR,
    ENDED_AT,
    FIRST_LISTED,
    FROM_TICK,
    HOLD_TICK,
    LEFT,
    MAX_ROUNDS,
    NETWORK,
    ORBIT_TICK,
    PHASE,
    READY,
    RELOAD_TICK,
    ROUNDS_AT,
    ROUTE,
    SALVO,
    SALVO_BATTERY,
    SALVO_BEFORE,
    SALVO_DECIDED,
    SALVO_KILLED,
    SALVO_MEETS,
    SALVO_ROUNDS,
    SALVO_THREAT,
    SALVO_WINDOW,
    SERVING,
    SLOT,
    STARTED,
    STATE,
    STATION,
    TYPE,
    UNTIL_TICK,
    WINDOW_FIRST,
)
from airshield.simulation.kernels.events import (
    FULL,
    INTERCEPT,
    MARK,
    RELOAD,
    SALVOS,
    STATUS,
    schedule,
)
from airshield.simulation.kernels.muster import FLYING
from airshield.simulation.kernels.reach import intercept_tick
from airshield.units import TICKS_PER_S

LISTED_FLAG = 1
CHANCE_FLAG = 2


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
def rounds_allowed(world, scratch, battery, threat_class):
    """Return the rounds that a battery may spend on a class."""
    return scratch.post[battery, LEFT] - world.withheld[battery, threat_class]


@inlined
def _left_to_cheaper(world, doctrine, scratch, threat, battery, threat_type, tick):
    """Return whether a cheaper adequate member of the network can still engage the threat."""
    network = world.battery[battery, NETWORK]
    route = scratch.life[threat, ROUTE]
    start = scratch.life[threat, STARTED]
    cost = world.chance[battery, COST_EUR]
    for window in range(world.route[route, WINDOW_FIRST], world.route[route + 1, WINDOW_FIRST]):
        other = world.window[window, BATTERY]
        if world.battery[other, NETWORK] != network or not world.chance[other, COST_EUR] < cost:
            continue
        if world.p_kill[other, threat_type] < doctrine.adequate_p_kill:
            continue
        if start + world.window[window, CLOSES] < tick or not scratch.post[other, SERVING]:
            continue
        if not world.battery[other, FROM_TICK] <= tick <= world.battery[other, UNTIL_TICK]:
            continue
        if scratch.fired[threat, world.window[window, SLOT]] >= world.battery[other, MAX_ROUNDS]:
            continue
        if rounds_allowed(world, scratch, other, doctrine.type_class[threat_type]) > 0:
            return True
    return False


@inlined
def _free_to_engage(world, doctrine, scratch, battery, threat, window, tick):
    """Return (whether a battery may launch at a threat now, rounds in flight it knows of)."""
    slot = world.window[window, SLOT]
    network = world.battery[battery, NETWORK]
    own = scratch.flying[threat, slot]
    known = own
    if network >= 0:
        known = scratch.network_flying[threat, network]
        if known > own and not doctrine.double_engagement:
            return False, known
    if scratch.fired[threat, slot] >= world.battery[battery, MAX_ROUNDS]:
        return False, known
    if own > 0 and world.battery[battery, ASSESS_TICK] >= 0:
        return False, known
    if world.battery[battery, ORBIT_TICK] > 0:
        station = world.window[window, STATION]
        if at_station(world, scratch, battery, station, tick) != tick:
            return False, known
    threat_type = world.route[scratch.life[threat, ROUTE], TYPE]
    if rounds_allowed(world, scratch, battery, doctrine.type_class[threat_type]) <= 0:
        return False, known
    if network >= 0 and doctrine.cheapest_first:
        chance = (
            scratch.life[threat, STARTED] + world.window[window, CLOSES] - doctrine.last_chance_tick
        )
        if tick < chance and _left_to_cheaper(
            world, doctrine, scratch, threat, battery, threat_type, tick
        ):
            entry = (
                threat * world.most
                + window
                - world.route[scratch.life[threat, ROUTE], WINDOW_FIRST]
            )
            if not scratch.flags[entry] & CHANCE_FLAG:
                scratch.flags[entry] |= CHANCE_FLAG
                schedule(scratch.heap, scratch.counters, chance, MARK, 2 * battery)
            return False, known
    return True, known


@inlined
def choose(world, doctrine, scratch, battery, tick):
    """Return the (threat, window) a battery launches at next, or (-1, -1)."""
    best_score = -1.0
    best_threat = -1
    best_window = -1
    before = -1
    entry = scratch.post[battery, FIRST_LISTED]
    while entry >= 0:
        following = scratch.listed_next[entry]
        threat = entry // world.most
        route = scratch.life[threat, ROUTE]
        window = world.route[route, WINDOW_FIRST] + entry - threat * world.most
        closes = scratch.life[threat, STARTED] + world.window[window, CLOSES]
        if scratch.life[threat, STATE] != FLYING or closes < tick:
            scratch.flags[entry] &= CHANCE_FLAG
            if before < 0:
                scratch.post[battery, FIRST_LISTED] = following
            else:
                scratch.listed_next[before] = following
            entry = following
            continue
        free, known = _free_to_engage(world, doctrine, scratch, battery, threat, window, tick)
        if free:
            p_kill = world.p_kill[battery, world.route[route, TYPE]]
            survival = 1.0
            for _ in range(known):
                survival *= 1.0 - p_kill
            left_s = max((scratch.life[threat, ENDED_AT] - tick) / TICKS_PER_S, 1.0)
            score = scratch.value[threat] * survival / left_s
            if (
                score > best_score
                or (score == best_score and threat < best_threat)
                or (score == best_score and threat == best_threat and window < best_window)
            ):
                best_score = score
                best_threat = threat
                best_window = window
        before = entry
        entry = following
    return best_threat, best_window


@inlined
def launch(world, doctrine, scratch, battery, threat, window, tick):
    """Launch a salvo."""
    counters = scratch.counters
    route = scratch.life[threat, ROUTE]
    slot = world.window[window, SLOT]
    number = counters[SALVOS]
    if number >= scratch.salvos.shape[0]:
        counters[STATUS] = FULL
        return
    counters[SALVOS] += 1
    fired = scratch.fired[threat, slot]
    threat_class = doctrine.type_class[world.route[route, TYPE]]
    rounds = min(
        world.battery[battery, SALVO],
        scratch.post[battery, READY],
        world.battery[battery, MAX_ROUNDS] - fired,
        rounds_allowed(world, scratch, battery, threat_class),
    )
    start = scratch.life[threat, STARTED]
    meets = start + intercept_tick(world, window, tick - start)
    meets = max(tick + 1, min(meets, scratch.life[threat, ENDED_AT]))
    salvo = scratch.salvos[number]
    salvo[SALVO_THREAT] = threat
    salvo[SALVO_BATTERY] = battery
    salvo[SALVO_WINDOW] = window
    salvo[SALVO_ROUNDS] = rounds
    salvo[SALVO_BEFORE] = fired
    salvo[SALVO_DECIDED] = tick
    salvo[SALVO_MEETS] = meets
    salvo[SALVO_KILLED] = 0
    scratch.fired[threat, slot] += rounds
    scratch.flying[threat, slot] += rounds
    if world.battery[battery, NETWORK] >= 0:
        scratch.network_flying[threat, world.battery[battery, NETWORK]] += rounds
    scratch.life[threat, ROUNDS_AT] += rounds
    scratch.post[battery, BUSY] += 1
    scratch.post[battery, READY] -= rounds
    scratch.post[battery, LEFT] -= rounds
    schedule(scratch.heap, counters, meets, INTERCEPT, number)
    if world.battery[battery, HOLD_TICK] >= 0:
        freed = tick + max(1, world.battery[battery, HOLD_TICK])
        schedule(scratch.heap, counters, freed, MARK, 2 * battery + 1)
    if scratch.post[battery, READY] == 0 and scratch.post[battery, LEFT] > 0:
        filled = tick + max(1, world.battery[battery, RELOAD_TICK])
        schedule(scratch.heap, counters, filled, RELOAD, battery)


@inlined
def decide(world, doctrine, scratch, battery, tick):
    """Let a battery launch until it can launch no more."""
    if not world.battery[battery, FROM_TICK] <= tick <= world.battery[battery, UNTIL_TICK]:
        return
    while (
        scratch.post[battery, BUSY] < world.battery[battery, CHANNELS]
        and scratch.post[battery, READY] > 0
    ):
        threat, window = choose(world, doctrine, scratch, battery, tick)
        if threat < 0 or scratch.counters[STATUS] == FULL:
            return
        launch(world, doctrine, scratch, battery, threat, window, tick)
