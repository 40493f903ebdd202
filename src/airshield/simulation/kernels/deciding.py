"""What is decided: how a battery chooses its next threat and launches."""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import inlined, kernel
from airshield.kernels.random import ENGAGE, uniform4
from airshield.simulation.kernels.choosing import choose
from airshield.simulation.kernels.columns import (
    BATTERY,
    BUSY,
    CHANNELS,
    CHEAPER_BATTERY,
    CHEAPER_CLOSES,
    CHEAPER_FROM_TICK,
    CHEAPER_MAX_ROUNDS,
    CHEAPER_SLOT,
    CHEAPER_UNTIL_TICK,
    CHEAPER_WITHHELD,
    CLOSES,
    COST_EUR,
    ENDED_AT,
    FIRED,
    FIRST_LISTED,
    FROM_TICK,
    HOLD_TICK,
    IN_FLIGHT,
    KEPT,
    LEFT,
    LISTED_CLASS,
    LISTED_PAIR,
    LISTED_THREAT,
    LISTED_TYPE,
    LISTED_WINDOW,
    MAX_ROUNDS,
    NETWORK,
    P_COMMON,
    READY,
    RELOAD_TICK,
    ROUNDS_AT,
    SALVO,
    SALVO_BATTERY,
    SALVO_BEFORE,
    SALVO_DECIDED,
    SALVO_KILLED,
    SALVO_MEETS,
    SALVO_ROUNDS,
    SALVO_THREAT,
    SALVO_WINDOW,
    SETTLED,
    SETTLED_UNTIL,
    SLOT,
    STARTED,
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
from airshield.simulation.kernels.indexing import index
from airshield.simulation.kernels.reach import intercept_tick
from airshield.simulation.kernels.states import LATEST


@kernel
def find_cheaper(route, window, laydown, type_class, adequate, start, cheaper):
    """Fill, for every window, the windows that its battery may leave a threat to.

    They belong to members of its network with a lower cost per round and an adequate kill
    probability, on the same route. Return how many there are (perhaps more than fit).
    """
    battery, chance = laydown.whole, laydown.chance
    found = 0
    for row in range(route.shape[0] - 1):
        for mine in range(route[row, WINDOW_FIRST], route[row + 1, WINDOW_FIRST]):
            start[mine] = found
            me = window[mine, BATTERY]
            if battery[me, NETWORK] < 0:
                continue
            for theirs in range(route[row, WINDOW_FIRST], route[row + 1, WINDOW_FIRST]):
                other = window[theirs, BATTERY]
                if (
                    battery[other, NETWORK] == battery[me, NETWORK]
                    and chance[other, COST_EUR] < chance[me, COST_EUR]
                    and laydown.p_kill[other, route[row, TYPE]] >= adequate
                ):
                    if found < cheaper.shape[0]:
                        out = cheaper[found]
                        out[CHEAPER_BATTERY] = other
                        out[CHEAPER_CLOSES] = window[theirs, CLOSES]
                        out[CHEAPER_SLOT] = window[theirs, SLOT]
                        out[CHEAPER_MAX_ROUNDS] = battery[other, MAX_ROUNDS]
                        threat_class = type_class[route[row, TYPE]]
                        kept = laydown.withheld[other, threat_class]
                        out[CHEAPER_WITHHELD] = min(kept, LATEST)
                        out[CHEAPER_FROM_TICK] = min(battery[other, FROM_TICK], LATEST)
                        out[CHEAPER_UNTIL_TICK] = min(battery[other, UNTIL_TICK], LATEST)
                    found += 1
    start[window.shape[0]] = found
    return found


@inlined
def _kills(world, seed, replication, threat, battery, threat_type, before, rounds):
    """Return whether a salvo kills its threat, should that still fly when they meet.

    Drawn at the launch, on which nothing waits for it.
    """
    lanes = uniform4(seed, replication, ENGAGE, threat, 256 * battery + before)
    p_kill = world.p_kill[battery, threat_type]
    survival = 1.0
    for _ in range(rounds):
        survival *= 1.0 - p_kill
    return (lanes[0] >= world.chance[battery, P_COMMON]) & (lanes[1] < 1.0 - survival)


@inlined
def launch(world, doctrine, scratch, seed, replication, battery, entry, tick):
    """Launch a salvo at the threat of an entry of its list."""
    counters = scratch.counters
    listed = scratch.listed[entry]
    threat = index(listed[LISTED_THREAT])
    window = index(listed[LISTED_WINDOW])
    pair = scratch.pair[index(listed[LISTED_PAIR])]
    number = index(counters[SALVOS])
    if number >= scratch.salvos.shape[0]:
        counters[STATUS] = FULL
        return
    counters[SALVOS] += 1
    fired = np.int64(pair[FIRED])
    threat_class = index(listed[LISTED_CLASS])
    rounds = min(
        world.battery[battery, SALVO],
        scratch.post[battery, READY],
        world.battery[battery, MAX_ROUNDS] - fired,
        scratch.post[battery, LEFT] - world.withheld[battery, threat_class],
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
    threat_type = index(listed[LISTED_TYPE])
    salvo[SALVO_KILLED] = _kills(
        world, seed, replication, threat, battery, threat_type, fired, rounds
    )
    pair[FIRED] += rounds
    pair[IN_FLIGHT] += rounds
    network = world.battery[battery, NETWORK]
    if network >= 0:
        scratch.network_flying[threat, network] += rounds
    scratch.life[threat, ROUNDS_AT] += rounds
    scratch.post[battery, BUSY] += 1
    scratch.post[battery, READY] -= rounds
    scratch.post[battery, LEFT] -= rounds
    used_up = pair[FIRED] >= world.battery[battery, MAX_ROUNDS]
    if used_up | (scratch.post[battery, LEFT] <= world.battery[battery, KEPT]):
        # Others may no longer leave threats to it.
        scratch.post[:, SETTLED_UNTIL] = -1
    schedule(scratch, meets, INTERCEPT, number)
    if world.battery[battery, HOLD_TICK] >= 0:
        freed = tick + max(1, world.battery[battery, HOLD_TICK])
        schedule(scratch, freed, MARK, 2 * battery + 1)
    if scratch.post[battery, READY] == 0 and scratch.post[battery, LEFT] > 0:
        filled = tick + max(1, world.battery[battery, RELOAD_TICK])
        schedule(scratch, filled, RELOAD, battery)


@inlined
def decide(world, doctrine, scratch, seed, replication, battery, tick):
    """Let a battery launch until it can launch no more."""
    post = scratch.post[battery]
    if (post[FIRST_LISTED] == post[SETTLED]) & (tick <= post[SETTLED_UNTIL]):
        return
    if not world.battery[battery, FROM_TICK] <= tick <= world.battery[battery, UNTIL_TICK]:
        return
    while (post[BUSY] < world.battery[battery, CHANNELS]) & (post[READY] > 0):
        entry, goes_on = choose(world, doctrine, scratch, battery, tick)
        if entry < 0 or scratch.counters[STATUS] == FULL:
            return
        launch(world, doctrine, scratch, seed, replication, battery, entry, tick)
        if not goes_on:
            return
