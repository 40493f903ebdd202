"""Who comes in a replication, and who stands ready: the draws made before the raid."""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import inlined
from airshield.kernels.random import (
    COUNT,
    READINESS,
    SOFT_KILL,
    START,
    fill_words,
    uniform,
    uniform4,
)
from airshield.simulation.kernels.awaiting import await_windows
from airshield.simulation.kernels.columns import (
    ASSET,
    BUSY,
    CARRIER_VALUE,
    COUNT_LOW,
    COUNT_START,
    DECOY_SHARE,
    DURATION,
    ENDED_AT,
    FIRST,
    FIRST_CARRIER,
    FIRST_CARRIER_ROUTE,
    FIRST_LISTED,
    FIRST_ROUTE,
    FROM_S,
    FROM_TICK,
    IS_MARKED,
    LAUNCHER_ROUNDS,
    LEFT,
    LOAD,
    P_READY,
    PHASE,
    READY,
    ROLE,
    ROUNDS_AT,
    ROUTE,
    SERVING,
    SETTLED_UNTIL,
    SOFT_BATTERY,
    SOFT_FIRST,
    SOFT_TICK,
    STARTED,
    STATE,
    STOCK,
    STOPPED_BY,
    TARGET_START,
    UNTIL_S,
    UNTIL_TICK,
    VARIANTS,
    WINDOW_FIRST,
)
from airshield.simulation.kernels.events import RELEASE, SUPPRESS, schedule
from airshield.simulation.kernels.indexing import index
from airshield.simulation.kernels.states import (
    ABSENT,
    CARRIER,
    DECOY,
    FLYING,
    WAITING,
    WEAPON,
)
from airshield.simulation.kernels.tracking import track_threats
from airshield.units import TICKS_PER_S

_FEW = 16


@inlined
def first_above(cdf, low, high, u):
    """Return the first index in [low, high) whose cumulative probability exceeds u."""
    count = high - low
    while count > _FEW:
        half = count >> 1
        low += half * (cdf[low + half - 1] <= u)
        count -= half
    # Few are counted, not searched: a processor could not guess where.
    passed = 0
    for i in range(low, low + count - 1):
        passed += cdf[index(i)] <= u
    return low + passed


@inlined
def start_threat(world, scratch, seed, replication, threat, tick):
    """Let a threat fly from `tick` on."""
    route = scratch.life[threat, ROUTE]
    scratch.life[threat, STATE] = FLYING
    scratch.life[threat, STARTED] = tick
    scratch.life[threat, ENDED_AT] = tick + world.route[route, DURATION]
    scratch.life[threat, ROUNDS_AT] = 0
    await_windows(world, scratch, threat, world.route[route, WINDOW_FIRST])
    if scratch.life[threat, ROLE] == CARRIER:
        schedule(scratch, scratch.life[threat, ENDED_AT], RELEASE, threat)
    for row in range(world.route[route, SOFT_FIRST], world.route[route + 1, SOFT_FIRST]):
        battery = world.soft[row, SOFT_BATTERY]
        moment = tick + world.soft[row, SOFT_TICK]
        if not scratch.post[battery, SERVING]:
            continue
        if not world.battery[battery, FROM_TICK] <= moment <= world.battery[battery, UNTIL_TICK]:
            continue
        if uniform4(seed, replication, SOFT_KILL, threat, battery)[0] < world.soft_p[row]:
            scratch.life[threat, STOPPED_BY] = battery
            schedule(scratch, moment, SUPPRESS, threat)
            break


@inlined
def ready_batteries(world, scratch, seed, replication):
    """Draw which batteries are in service and fill their launchers."""
    for battery in range(world.battery.shape[0]):
        lanes = uniform4(seed, replication, READINESS, battery, 0)
        scratch.post[battery, SERVING] = lanes[0] < world.chance[battery, P_READY]
        scratch.post[battery, PHASE] = int(8.0 * lanes[1])
        scratch.post[battery, LEFT] = world.battery[battery, STOCK]
        scratch.post[battery, READY] = min(
            world.battery[battery, STOCK], world.battery[battery, LAUNCHER_ROUNDS]
        )
        scratch.post[battery, BUSY] = 0
        scratch.post[battery, FIRST_LISTED] = -1
        scratch.post[battery, IS_MARKED] = False
        scratch.post[battery, SETTLED_UNTIL] = -1


@inlined
def draw_threat(groups, places, scratch, group, threat, variant):
    """Give a weapon its role, target and route."""
    first = groups.whole[group, TARGET_START]
    end = groups.whole[group + 1, TARGET_START]
    pick = first_above(groups.target_cdf, first, end, uniform(scratch.words[1, threat]))
    decoy = uniform(scratch.words[3, threat]) < groups.real[group, DECOY_SHARE]
    scratch.life[threat, ROLE] = DECOY if decoy else WEAPON
    scratch.life[threat, ASSET] = groups.target_asset[pick]
    scratch.value[threat] = places.value[groups.target_asset[pick]]
    scratch.life[threat, ROUTE] = (
        groups.whole[group, FIRST_ROUTE] + (pick - first) * groups.whole[group, VARIANTS] + variant
    )


@inlined
def draw_carrier(groups, scratch, group, threat, variant):
    """Give a carrier its route."""
    scratch.life[threat, ROLE] = CARRIER
    scratch.life[threat, ASSET] = -1
    scratch.value[threat] = groups.real[group, CARRIER_VALUE]
    scratch.life[threat, ROUTE] = groups.whole[group, FIRST_CARRIER_ROUTE] + variant


@inlined
def _plan(groups, scratch, group, threat):
    """Note when a threat starts; return its variant."""
    span = groups.real[group, UNTIL_S] - groups.real[group, FROM_S]
    after = uniform(scratch.words[0, threat]) * span
    scratch.life[threat, STATE] = FLYING
    scratch.life[threat, STARTED] = round((groups.real[group, FROM_S] + after) * TICKS_PER_S)
    return int(uniform(scratch.words[2, threat]) * groups.whole[group, VARIANTS])


@inlined
def _draw_group(groups, places, scratch, seed, replication, group):
    """Draw the threats of a group: those that start by themselves fly, others wait."""
    low = groups.whole[group, COUNT_START]
    high = groups.whole[group + 1, COUNT_START]
    u = uniform4(seed, replication, COUNT, group, 0)[0]
    count = groups.whole[group, COUNT_LOW] + first_above(groups.count_cdf, low, high, u) - low
    load = groups.whole[group, LOAD]
    first_carrier = index(groups.whole[group, FIRST_CARRIER])
    if load > 0:
        for threat in range(first_carrier, first_carrier - (-count // load)):
            variant = _plan(groups, scratch, group, threat)
            draw_carrier(groups, scratch, group, threat, variant)
    first = index(groups.whole[group, FIRST])
    for threat in range(first, first + count):
        if load > 0:
            carrier = first_carrier + (threat - first) // load
            variant = scratch.life[carrier, ROUTE] - groups.whole[group, FIRST_CARRIER_ROUTE]
            scratch.life[threat, STATE] = WAITING
        else:
            variant = _plan(groups, scratch, group, threat)
        draw_threat(groups, places, scratch, group, threat, variant)


@inlined
def muster(groups, places, world, scratch, seed, replication):
    """Draw every threat of a replication and let those fly that start by themselves."""
    for threat in range(scratch.life.shape[0]):
        scratch.life[threat, STATE] = ABSENT
        scratch.life[threat, STOPPED_BY] = -1
    # Whole tables at once: that costs less than the rows of each threat as it starts.
    scratch.flags[:] = 0
    scratch.pair[:] = 0
    scratch.network_flying[:] = 0
    fill_words(seed, replication, START, scratch.words)
    for group in range(groups.real.shape[0]):
        _draw_group(groups, places, scratch, seed, replication, group)
    track_threats(world, scratch, seed, replication)
    for threat in range(scratch.life.shape[0]):
        if scratch.life[threat, STATE] == FLYING:
            tick = scratch.life[threat, STARTED]
            start_threat(world, scratch, seed, replication, threat, np.int64(tick))
