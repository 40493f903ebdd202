"""Who comes in a replication, and who stands ready: the draws made before the raid."""

from __future__ import annotations

import math

import numpy as np

from airshield.kernels.compiled import inlined, kernel
from airshield.kernels.random import COUNT, DETECT, READINESS, SOFT_KILL, START, uniform4
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
    NEXT_WINDOW,
    OPENS,
    P_READY,
    PHASE,
    READY,
    ROLE,
    ROUNDS_AT,
    ROUTE,
    SERVING,
    SOFT_BATTERY,
    SOFT_FIRST,
    SOFT_TICK,
    STARTED,
    STATE,
    STEP_TICK,
    STEP_WORD,
    STEPS,
    STEPS_SHIFT,
    STOCK,
    STOPPED_BY,
    TARGET_START,
    UNTIL_S,
    UNTIL_TICK,
    VARIANTS,
    WINDOW_FIRST,
)
from airshield.simulation.kernels.events import RELEASE, SUPPRESS, WINDOW, schedule
from airshield.simulation.kernels.indexing import index
from airshield.units import TICKS_PER_S

ABSENT, FLYING, WAITING, ENDED = range(4)
"""States of a threat; `ENDED` plus a fate is how it ended."""

KILLED, SUPPRESSED, ARRIVED, ABORTED, RETURNED = range(3, 8)
"""`ENDED` states, in the order of `outcomes.FATES`."""

WEAPON, DECOY, CARRIER = range(3)
"""Roles, in the order of `outcomes.ROLES`."""

TWO_32 = 2.0**32

NEVER = 1 << 32
"""A tick after every raid."""


@inlined
def first_above(cdf, low, high, u):
    """Return the first index in [low, high) whose cumulative probability exceeds u."""
    count = high - low
    while count > 1:
        half = count >> 1
        low += half * (cdf[low + half - 1] <= u)
        count -= half
    return low


@kernel
def number_steps(start, tick, p_track, guide, stair):
    """Put staircases into random words, with a guide to their steps; return how many are left.

    A word w stands for u = (w + ½) 2⁻³². A step holds the largest word with u < p; a step that
    no more words reach than the one before is left out.
    """
    used = 0
    for row in range(start.size - 1):
        before = -1
        part = 0
        for step in range(start[row], start[row + 1]):
            word = math.ceil(p_track[step] * 2.0**32 - 0.5) - 1
            if word <= before:
                continue
            while part < STEPS and part << STEPS_SHIFT <= word:
                guide[row, part] = used
                part += 1
            stair[used, STEP_WORD] = word
            stair[used, STEP_TICK] = tick[step]
            used += 1
            before = word
        guide[row, part:] = used
    return used


@inlined
def track_tick(world, seed, replication, threat, route, picture):
    """Return the route tick at which a threat is tracked in a picture, `NEVER` if it is not."""
    guide = world.guide[route * world.pictures + picture]
    end = guide[STEPS]
    if guide[0] == end:
        return NEVER
    lanes = uniform4(seed, replication, DETECT, threat, picture >> 2)
    lane = picture & 3
    u = lanes[0]
    if lane == 1:
        u = lanes[1]
    elif lane == 2:
        u = lanes[2]
    elif lane == 3:
        u = lanes[3]
    word = int(u * TWO_32)
    part = word >> STEPS_SHIFT
    low = index(np.int64(guide[part]))
    count = guide[part + 1] - low
    while count > 1:
        half = count >> 1
        low += half * (world.stair[low + half - 1, STEP_WORD] < word)
        count -= half
    if count == 1 and world.stair[low, STEP_WORD] < word:
        low += 1
    return np.int64(world.stair[low, STEP_TICK]) if low < end else NEVER


@inlined
def start_threat(world, scratch, seed, replication, threat, tick):
    """Let a threat fly from `tick` on."""
    route = scratch.life[threat, ROUTE]
    scratch.life[threat, STATE] = FLYING
    scratch.life[threat, STARTED] = tick
    scratch.life[threat, ENDED_AT] = tick + world.route[route, DURATION]
    scratch.life[threat, ROUNDS_AT] = 0
    scratch.tracked[threat, :] = -1
    first = world.route[route, WINDOW_FIRST]
    count = world.route[route + 1, WINDOW_FIRST] - first
    scratch.life[threat, NEXT_WINDOW] = first
    if count > 0:
        base = threat * world.most
        scratch.flags[base : base + count] = 0
        scratch.fired[threat, :] = 0
        scratch.flying[threat, :] = 0
        scratch.network_flying[threat, :] = 0
        opens = tick + world.window[first, OPENS]
        schedule(scratch.heap, scratch.counters, opens, WINDOW, threat)
    if scratch.life[threat, ROLE] == CARRIER:
        schedule(scratch.heap, scratch.counters, scratch.life[threat, ENDED_AT], RELEASE, threat)
    for row in range(world.route[route, SOFT_FIRST], world.route[route + 1, SOFT_FIRST]):
        battery = world.soft[row, SOFT_BATTERY]
        moment = tick + world.soft[row, SOFT_TICK]
        if not scratch.post[battery, SERVING]:
            continue
        if not world.battery[battery, FROM_TICK] <= moment <= world.battery[battery, UNTIL_TICK]:
            continue
        if uniform4(seed, replication, SOFT_KILL, threat, battery)[0] < world.soft_p[row]:
            scratch.life[threat, STOPPED_BY] = battery
            schedule(scratch.heap, scratch.counters, moment, SUPPRESS, threat)
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


@inlined
def draw_threat(groups, places, scratch, group, threat, lanes, variant):
    """Give a weapon its role, target and route."""
    first = groups.whole[group, TARGET_START]
    pick = first_above(groups.target_cdf, first, groups.whole[group + 1, TARGET_START], lanes[1])
    decoy = lanes[3] < groups.real[group, DECOY_SHARE]
    scratch.life[threat, ROLE] = DECOY if decoy else WEAPON
    scratch.life[threat, ASSET] = groups.target_asset[pick]
    scratch.value[threat] = places.value[groups.target_asset[pick]]
    scratch.life[threat, ROUTE] = (
        groups.whole[group, FIRST_ROUTE] + (pick - first) * groups.whole[group, VARIANTS] + variant
    )


@inlined
def _start_tick(groups, group, u):
    span = groups.real[group, UNTIL_S] - groups.real[group, FROM_S]
    return round((groups.real[group, FROM_S] + u * span) * TICKS_PER_S)


@inlined
def muster(groups, places, world, scratch, seed, replication):
    """Draw every threat of a replication and let those fly that start by themselves."""
    for threat in range(scratch.life.shape[0]):
        scratch.life[threat, STATE] = ABSENT
        scratch.life[threat, STOPPED_BY] = -1
    for group in range(groups.real.shape[0]):
        low = groups.whole[group, COUNT_START]
        high = groups.whole[group + 1, COUNT_START]
        u = uniform4(seed, replication, COUNT, group, 0)[0]
        count = groups.whole[group, COUNT_LOW] + first_above(groups.count_cdf, low, high, u) - low
        variants = groups.whole[group, VARIANTS]
        load = groups.whole[group, LOAD]
        if load > 0:
            for number in range(-(-count // load)):
                threat = groups.whole[group, FIRST_CARRIER] + number
                lanes = uniform4(seed, replication, START, threat, 0)
                variant = int(lanes[2] * variants)
                scratch.life[threat, ROLE] = CARRIER
                scratch.life[threat, ASSET] = -1
                scratch.value[threat] = groups.real[group, CARRIER_VALUE]
                scratch.life[threat, ROUTE] = groups.whole[group, FIRST_CARRIER_ROUTE] + variant
                tick = _start_tick(groups, group, lanes[0])
                start_threat(world, scratch, seed, replication, threat, tick)
        for number in range(count):
            threat = groups.whole[group, FIRST] + number
            lanes = uniform4(seed, replication, START, threat, 0)
            if load > 0:
                carrier = groups.whole[group, FIRST_CARRIER] + number // load
                variant = scratch.life[carrier, ROUTE] - groups.whole[group, FIRST_CARRIER_ROUTE]
                draw_threat(groups, places, scratch, group, threat, lanes, variant)
                scratch.life[threat, STATE] = WAITING
            else:
                variant = int(lanes[2] * variants)
                draw_threat(groups, places, scratch, group, threat, lanes, variant)
                tick = _start_tick(groups, group, lanes[0])
                start_threat(world, scratch, seed, replication, threat, tick)
