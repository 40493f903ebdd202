"""How a battery chooses the threat that it launches at next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airshield.kernels.compiled import inlined
from airshield.simulation.kernels.awaiting import station_at
from airshield.simulation.kernels.columns import (
    ASSESS_TICK,
    CHEAPER_BATTERY,
    CHEAPER_CLOSES,
    CHEAPER_FROM_TICK,
    CHEAPER_MAX_ROUNDS,
    CHEAPER_SLOT,
    CHEAPER_UNTIL_TICK,
    CHEAPER_WITHHELD,
    ENDED_AT,
    FIRED,
    FIRST_LISTED,
    IN_FLIGHT,
    LEFT,
    LISTED_CLASS,
    LISTED_CLOSES,
    LISTED_NEXT,
    LISTED_PAIR,
    LISTED_STATION,
    LISTED_THREAT,
    LISTED_TYPE,
    LISTED_WINDOW,
    MAX_ROUNDS,
    NETWORK,
    SERVING,
    SETTLED,
    SETTLED_UNTIL,
    STARTED,
    STATE,
)
from airshield.simulation.kernels.events import MARK, schedule
from airshield.simulation.kernels.indexing import index
from airshield.simulation.kernels.states import FLYING, LATEST
from airshield.units import TICKS_PER_S

LISTED_FLAG = 1
CHANCE_FLAG = 2
_ANY = 1 << 31


class Rule(NamedTuple):
    """What holds for every entry of a battery's list while it chooses."""

    station: int
    """Where it stands, 0 for one that stays."""
    own_most: int
    """Of its own rounds in flight at a threat, so many keep it from launching no more than 0 do."""
    others_most: int
    """The same of its network's other rounds."""
    max_rounds: int
    left: int
    """Rounds left."""
    network: int
    """Its coordinated network, -1 for none."""
    leaves: bool
    """Whether it leaves threats to cheaper members."""


@inlined
def _rule(world, doctrine, scratch, battery, tick):
    """Return what holds while a battery chooses, gathered once for all entries."""
    row = world.battery[battery]
    network = row[NETWORK]
    alone = network < 0 or doctrine.double_engagement
    return Rule(
        station_at(world, scratch, battery, tick),
        0 if row[ASSESS_TICK] >= 0 else _ANY,
        _ANY if alone else 0,
        row[MAX_ROUNDS],
        np.int64(scratch.post[battery, LEFT]),
        network,
        network >= 0 and doctrine.cheapest_first,
    )


@inlined
def _left_until(world, scratch, listed, tick):
    """Return until when a cheaper adequate member of the network can engage the threat; else -1."""
    threat = index(listed[LISTED_THREAT])
    mine = index(listed[LISTED_WINDOW])
    start = scratch.life[threat, STARTED]
    for i in range(world.cheaper_start[mine], world.cheaper_start[mine + 1]):
        theirs = world.cheaper[index(i)]
        post = scratch.post[index(theirs[CHEAPER_BATTERY])]
        pair = index(threat * world.slots + theirs[CHEAPER_SLOT])
        until = min(start + theirs[CHEAPER_CLOSES], theirs[CHEAPER_UNTIL_TICK])
        able = (theirs[CHEAPER_FROM_TICK] <= tick) & (tick <= until) & (post[SERVING] != 0)
        able &= scratch.pair[pair, FIRED] < theirs[CHEAPER_MAX_ROUNDS]
        if able & (post[LEFT] > theirs[CHEAPER_WITHHELD]):
            return until
    return -1


@inlined
def _known_flying(world, scratch, battery, rule, listed):
    """Return the rounds in flight a battery knows of at a threat; -1 if it may not launch now."""
    pair = scratch.pair[index(listed[LISTED_PAIR])]
    own = np.int64(pair[IN_FLIGHT])
    known = own
    if rule.network >= 0:
        threat = index(listed[LISTED_THREAT])
        known = np.int64(scratch.network_flying[threat, index(rule.network)])
    # Joined without branches, which a processor could not guess.
    barred = (own > rule.own_most) | (known - own > rule.others_most)
    barred |= listed[LISTED_STATION] != rule.station
    barred |= pair[FIRED] >= rule.max_rounds
    barred |= rule.left <= world.withheld[battery, index(listed[LISTED_CLASS])]
    return -1 if barred else known


@inlined
def _score(world, scratch, battery, listed, known, tick):
    """Return what a launch at a threat is worth."""
    threat = index(listed[LISTED_THREAT])
    miss = 1.0 - world.p_kill[battery, index(listed[LISTED_TYPE])]
    survival = 1.0
    for _ in range(known):
        survival *= miss
    left_s = max((scratch.life[threat, ENDED_AT] - tick) / TICKS_PER_S, 1.0)
    return scratch.value[threat] * survival / left_s


@inlined
def choose(world, doctrine, scratch, battery, tick):
    """Return (the entry of its list that a battery launches at next or -1, whether it goes on).

    From the entry `SETTLED` on, it is known up to a tick that none can be launched at.
    """
    post = scratch.post[battery]
    rule = _rule(world, doctrine, scratch, battery, tick)
    holds = tick <= post[SETTLED_UNTIL]
    settled = post[SETTLED] if holds else -1
    until = post[SETTLED_UNTIL] if holds else LATEST
    best = -1
    free = 0
    best_score = -1.0
    before = -1
    chances = 0
    entry = np.int64(post[FIRST_LISTED])
    while entry != settled:
        entry = index(entry)
        listed = scratch.listed[entry]
        following = listed[LISTED_NEXT]
        gone = scratch.life[index(listed[LISTED_THREAT]), STATE] != FLYING
        if gone | (listed[LISTED_CLOSES] < tick):
            scratch.flags[entry] &= CHANCE_FLAG
            if before < 0:
                post[FIRST_LISTED] = following
            else:
                scratch.listed[index(before), LISTED_NEXT] = following
            entry = following
            continue
        known = _known_flying(world, scratch, battery, rule, listed)
        chance = listed[LISTED_CLOSES] - doctrine.last_chance_tick
        left_until = -1
        if (known >= 0) & rule.leaves & (tick < chance):
            left_until = _left_until(world, scratch, listed, tick)
        if left_until >= 0:
            known = -1
            until = min(until, left_until, chance - 1)
            if not scratch.flags[entry] & CHANCE_FLAG:
                scratch.flags[entry] |= CHANCE_FLAG
                scratch.chances[chances] = chance
                chances += 1
        if known >= 0:
            free += 1
            score = _score(world, scratch, battery, listed, known, tick)
            # Entries are numbered by threat, then window: the order in which ties are broken.
            if score > best_score or (score == best_score and entry < best):
                best_score = score
                best = entry
        before = entry
        entry = following
    for i in range(chances):
        schedule(scratch, scratch.chances[i], MARK, 2 * battery)
    # Launched at, a threat is barred until the battery knows that it failed.
    goes_on = free > (rule.own_most == 0)
    if not goes_on:
        post[SETTLED] = post[FIRST_LISTED]
        post[SETTLED_UNTIL] = until
    return best, goes_on
