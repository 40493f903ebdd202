"""Hot loops of placement: engagements along routes, greedy choice, swaps."""

from __future__ import annotations

import math

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
    PICTURE_OF,
    REACT_TICK,
    SALVO,
    SIGHT,
    SIGHT_FIRST,
    TYPE,
    WINDOW_FIRST,
)
from airshield.simulation.kernels.reach import intercept_tick
from airshield.simulation.kernels.tracking import UNTRACKED, look_up

_STATIONS = 8.0
_TIE = 1e-12


@kernel
def _tracked_tick(world, route, window, word, picture, latency_tick):
    """Return when a threat is tracked for a window's battery: by its own picture or one it joins."""
    first = world.route[route, SIGHT_FIRST]
    own = look_up(world, first + world.window[window, SIGHT], word)
    if picture < 0:
        return own
    row = first
    for other in range(first, world.route[route + 1, SIGHT_FIRST]):
        if world.guide[other, PICTURE_OF] == picture:
            row = other
    shared = look_up(world, row, word)
    if shared == UNTRACKED:
        return own
    return min(own, shared + latency_tick)


@kernel
def engage_routes(world, words, picture, latency_tick, leak, rounds, busy_tick, clock, spent):
    """Follow one threat along each route past each battery alone, for each quantile of its track.

    Fills, by route and battery: the probability that it leaks past the battery, the rounds that it
    draws, and the ticks for which it holds a channel. `clock` and `spent` are working room, one a
    battery. `leak` must hold 1 and the others 0 at first.
    """
    for route in range(world.route.shape[0] - 1):
        first, end = world.route[route, WINDOW_FIRST], world.route[route + 1, WINDOW_FIRST]
        threat_type = world.route[route, TYPE]
        for window in range(first, end):
            leak[route, world.window[window, BATTERY]] = 0.0
        for step in range(words.size):
            for window in range(first, end):
                battery = world.window[window, BATTERY]
                clock[battery] = 0
                spent[battery] = 0
            _pass_once(
                world, route, threat_type, words[step], picture, latency_tick, leak, rounds,
                busy_tick, clock, spent, 1.0 / words.size,
            )


@kernel
def _pass_once(
    world, route, threat_type, word, picture, latency_tick, leak, rounds, busy_tick, clock, spent,
    weight,
):
    """Add one quantile of the track: what each battery fires, and what leaks past it."""
    first, end = world.route[route, WINDOW_FIRST], world.route[route + 1, WINDOW_FIRST]
    for window in range(first, end):
        battery = world.window[window, BATTERY]
        here = world.battery[battery]
        share = 1.0 / _STATIONS if here[ORBIT_TICK] > 0 else 1.0
        tracked = _tracked_tick(
            world, route, window, word, picture[battery], latency_tick[battery]
        )
        tick = max(world.window[window, OPENS], tracked + here[REACT_TICK], clock[battery])
        miss = 1.0 - (1.0 - world.chance[battery, P_COMMON]) * (
            1.0 - (1.0 - world.p_kill[battery, threat_type]) ** here[SALVO]
        )
        alive = miss ** (spent[battery] // here[SALVO])
        while tick <= world.window[window, CLOSES] and spent[battery] < here[MAX_ROUNDS]:
            meets = intercept_tick(world, window, tick)
            rounds[route, battery] += weight * share * alive * here[SALVO]
            held = meets - tick if here[HOLD_TICK] < 0 else here[HOLD_TICK]
            busy_tick[route, battery] += weight * share * alive * held
            alive *= miss
            spent[battery] += here[SALVO]
            tick = meets + here[ASSESS_TICK] if here[ASSESS_TICK] >= 0 else tick + 1
            tick = max(tick, clock[battery] + 1)
        clock[battery] = tick
        if here[ORBIT_TICK] > 0:
            # The patrol is at one of its stations: each window counts by the chance that it is.
            leak[route, battery] += weight * share * (1.0 - alive)
            clock[battery] = 0
            spent[battery] = 0
    for window in range(first, end):
        battery = world.window[window, BATTERY]
        here = world.battery[battery]
        if clock[battery] >= 0 and here[ORBIT_TICK] == 0:
            miss = 1.0 - (1.0 - world.chance[battery, P_COMMON]) * (
                1.0 - (1.0 - world.p_kill[battery, threat_type]) ** here[SALVO]
            )
            leak[route, battery] += weight * (1.0 - miss ** (spent[battery] // here[SALVO]))
            clock[battery] = -1


@kernel
def gains_of_adding(at_risk, passed, gain):
    """Fill what one more piece of each column takes off the harm."""
    for column in range(passed.shape[0]):
        total = 0.0
        for point in range(at_risk.size):
            total += at_risk[point] * (1.0 - passed[column, point])
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
def _risk(at_risk, passed, column, sign):
    """Change what is at risk by a piece put there or taken away."""
    for point in range(at_risk.size):
        if sign > 0:
            at_risk[point] *= passed[column, point]
        else:
            at_risk[point] /= passed[column, point]


@kernel
def _best(at_risk, passed, gain, by_cost, site, system, cost_eur, counts, limits, most, budget_eur):
    """Return the column whose next piece takes off most harm (or most for each euro); -1 if none."""
    gains_of_adding(at_risk, passed, gain)
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
    at_risk, passed, gain, by_cost, site, system, cost_eur, chosen, counts, limits, most,
    budget_eur, order,
):
    """Put pieces one by one where each takes off most; return how many, in `order`."""
    placed = 0
    while placed < order.size:
        column = _best(
            at_risk, passed, gain, by_cost, site, system, cost_eur, counts, limits, most, budget_eur
        )
        if column < 0:
            break
        _place(column, 1, site, system, cost_eur, chosen, counts)
        _risk(at_risk, passed, column, 1)
        order[placed] = column
        placed += 1
    return placed


@kernel
def swap_until_still(
    at_risk, passed, gain, site, system, cost_eur, chosen, counts, limits, most, budget_eur, rounds
):
    """Move single pieces to where they take off more, until none does; return the moves made."""
    moves = 0
    for _ in range(rounds):
        before = moves
        for column in range(chosen.size):
            if chosen[column] == 0:
                continue
            _place(column, -1, site, system, cost_eur, chosen, counts)
            _risk(at_risk, passed, column, -1)
            better = _best(
                at_risk, passed, gain, False, site, system, cost_eur, counts, limits, most,
                budget_eur,
            )
            if better < 0 or gain[better] <= gain[column] * (1.0 + 1e-9):
                better = column
            _place(better, 1, site, system, cost_eur, chosen, counts)
            _risk(at_risk, passed, better, 1)
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
