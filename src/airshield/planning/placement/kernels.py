"""Hot loops of placement: engagements along routes, greedy choice, swaps."""

from __future__ import annotations

import math

import numpy as np

from airshield.kernels.compiled import allocating_kernel, kernel
from airshield.simulation.kernels.columns import (
    ASSESS_TICK,
    BATTERY,
    CLOSES,
    HOLD_TICK,
    MAX_ROUNDS,
    OPENS,
    ORBIT_TICK,
    P_COMMON,
    PART_SHIFT,
    REACT_TICK,
    SALVO,
    SIGHT,
    SIGHT_FIRST,
    STEP_TICK,
    STEP_WORD,
    TYPE,
)
from airshield.simulation.kernels.reach import intercept_tick

_STATIONS = 8.0
_TIE = 1e-12


@kernel
def _look_up(world, row, word):
    """Return the tick at which a threat with this word is tracked in the picture of a row."""
    part = word >> PART_SHIFT
    low = np.int64(world.guide[row, part])
    count = np.int64(world.guide[row, part + 1]) - low + 1
    while count > 1:
        half = count >> 1
        low += half * (world.stair[low + half - 1, STEP_WORD] < word)
        count -= half
    return np.int64(world.stair[low, STEP_TICK])


@kernel
def _tracked_tick(world, route, window, word, picture, latency_tick):
    """Return when a threat is tracked: in the battery's own picture, or in one that it joins."""
    first = world.route[route, SIGHT_FIRST]
    own = _look_up(world, first + world.window[window, SIGHT], word)
    if picture < 0:
        return own
    for row in range(first, world.route[route + 1, SIGHT_FIRST]):
        if world.sight_picture[row] == picture:
            return min(own, _look_up(world, row, word) + latency_tick)
    return own


@kernel
def _salvo_miss(world, battery, threat_type):
    """Return the probability that a salvo of a battery leaves a threat flying."""
    miss = (1.0 - world.p_kill[battery, threat_type]) ** world.battery[battery, SALVO]
    return 1.0 - (1.0 - world.chance[battery, P_COMMON]) * (1.0 - miss)


@kernel
def _follow(world, route, window, spent, from_tick, tracked, miss):
    """Fire through one window, alone and without pause; return what came of it.

    That is rounds launched, when it may go on, expected rounds, expected ticks of a channel, and
    the probability that the threat still flies.
    """
    here = world.battery[world.window[window, BATTERY]]
    alive = 1.0
    rounds = 0.0
    busy = 0.0
    tick = max(world.window[window, OPENS], tracked + here[REACT_TICK], from_tick)
    while tick <= world.window[window, CLOSES] and spent < here[MAX_ROUNDS]:
        meets = max(tick + 1, intercept_tick(world, window, tick))
        rounds += alive * here[SALVO]
        busy += alive * (meets - tick if here[HOLD_TICK] < 0 else here[HOLD_TICK])
        alive *= miss
        spent += here[SALVO]
        tick = meets + here[ASSESS_TICK] if here[ASSESS_TICK] >= 0 else tick + 1
    return spent, tick, rounds, busy, alive


@kernel
def engage_routes(world, order, route_of, words, joins, latency_tick, leak, rounds, busy_tick):
    """Follow one threat along each route past each battery alone, by quantiles of its track.

    Fills, by route and battery: the probability that it leaks past the battery, the rounds that it
    draws, and the ticks for which it holds a channel. `order` lists windows by route, battery and
    opening; `leak` must hold 1 and the others 0 at first.
    """
    begin = 0
    while begin < order.size:
        route = route_of[order[begin]]
        battery = world.window[order[begin], BATTERY]
        end = begin + 1
        while (
            end < order.size
            and route_of[order[end]] == route
            and world.window[order[end], BATTERY] == battery
        ):
            end += 1
        leak[route, battery] = 0.0
        miss = _salvo_miss(world, battery, world.route[route, TYPE])
        patrols = world.battery[battery, ORBIT_TICK] > 0
        # A patrol is at one of its stations: each of its windows counts by the chance of that.
        share = 1.0 / (words.size * _STATIONS) if patrols else 1.0 / words.size
        for step in range(words.size):
            spent = 0
            free = 0
            leaks = 1.0
            stopped = 0.0
            for place in range(begin, end):
                window = order[place]
                tracked = _tracked_tick(
                    world, route, window, words[step], joins[battery], latency_tick[battery]
                )
                spent, free, shot, busy, alive = _follow(
                    world, route, window, spent, free, tracked, miss
                )
                rounds[route, battery] += share * leaks * shot
                busy_tick[route, battery] += share * leaks * busy
                if patrols:
                    stopped += (1.0 - alive) / _STATIONS
                    spent = 0
                    free = 0
                else:
                    leaks *= alive
            leak[route, battery] += max(0.0, leaks - stopped) / words.size
        begin = end


@kernel
def gains_of_adding(at_risk, reached, gain):
    """Fill what one more piece of each column takes off the harm.

    `reached` lists, column by column, the demand points that a piece acts on: where each column's
    begin, the points, and the probability that a threat passes it.
    """
    start, points, passed = reached
    for column in range(gain.size):
        total = 0.0
        for place in range(start[column], start[column + 1]):
            total += at_risk[points[place]] * (1.0 - passed[place])
        gain[column] = total


@kernel
def _fits(column, site, system, cost_eur, counts, limits, most, budget_eur):
    """Whether one more piece of a column breaks no limit; `counts` as `count_pieces` fills it."""
    at_site, of_system, total = counts
    return (
        at_site[site[column]] < limits[0]
        and of_system[system[column]] < most[system[column]]
        and total[0] < limits[1]
        and total[1] + cost_eur[column] <= budget_eur
    )


@kernel
def _place(column, sign, site, system, cost_eur, chosen, counts):
    """Put a piece there (+1), or take one away (−1)."""
    at_site, of_system, total = counts
    chosen[column] += sign
    at_site[site[column]] += sign
    of_system[system[column]] += sign
    total[0] += sign
    total[1] += sign * cost_eur[column]


@kernel
def _risk(at_risk, reached, column, sign):
    """Change what is at risk by a piece put there or taken away."""
    start, points, passed = reached
    for place in range(start[column], start[column + 1]):
        if sign > 0:
            at_risk[points[place]] *= passed[place]
        else:
            at_risk[points[place]] /= passed[place]


@kernel
def _best(
    at_risk, reached, gain, by_cost, site, system, cost_eur, counts, limits, most, budget_eur
):
    """Return the column whose next piece takes off most harm, or most a euro; -1 if none."""
    gains_of_adding(at_risk, reached, gain)
    best = -1
    score = _TIE
    for column in range(gain.size):
        value = gain[column] / cost_eur[column] if by_cost else gain[column]
        if value > score and _fits(
            column, site, system, cost_eur, counts, limits, most, budget_eur
        ):
            best = column
            score = value
    return best


@kernel
def add_greedily(
    at_risk,
    reached,
    gain,
    by_cost,
    site,
    system,
    cost_eur,
    chosen,
    counts,
    limits,
    most,
    budget_eur,
    order,
):
    """Put pieces one by one where each takes off most; return how many, in `order`."""
    placed = 0
    while placed < order.size:
        column = _best(
            at_risk,
            reached,
            gain,
            by_cost,
            site,
            system,
            cost_eur,
            counts,
            limits,
            most,
            budget_eur,
        )
        if column < 0:
            break
        _place(column, 1, site, system, cost_eur, chosen, counts)
        _risk(at_risk, reached, column, 1)
        order[placed] = column
        placed += 1
    return placed


@kernel
def swap_until_still(
    at_risk, reached, gain, site, system, cost_eur, chosen, counts, limits, most, budget_eur, rounds
):
    """Move single pieces to where they take off more, until none does; return the moves made."""
    moves = 0
    for _ in range(rounds):
        before = moves
        for column in range(chosen.size):
            if chosen[column] == 0:
                continue
            _place(column, -1, site, system, cost_eur, chosen, counts)
            _risk(at_risk, reached, column, -1)
            better = _best(
                at_risk,
                reached,
                gain,
                False,
                site,
                system,
                cost_eur,
                counts,
                limits,
                most,
                budget_eur,
            )
            if better < 0 or gain[better] <= gain[column] * (1.0 + 1e-9):
                better = column
            _place(better, 1, site, system, cost_eur, chosen, counts)
            _risk(at_risk, reached, better, 1)
            moves += better != column
        if moves == before:
            break
    return moves


@allocating_kernel
def kendall_tau(first, second):
    """Return Kendall's tau-b of two rankings."""
    agree = 0.0
    ties_first = 0.0
    ties_second = 0.0
    pairs = 0.0
    for i in range(first.size):
        for j in range(i):
            a = (first[i] > first[j]) * 1.0 - (first[i] < first[j]) * 1.0
            b = (second[i] > second[j]) * 1.0 - (second[i] < second[j]) * 1.0
            agree += a * b
            ties_first += a == 0.0
            ties_second += b == 0.0
            pairs += 1.0
    room = (pairs - ties_first) * (pairs - ties_second)
    return agree / math.sqrt(room) if room > 0.0 else 0.0
