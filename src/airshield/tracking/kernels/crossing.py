"""Candidate places: every crossing collects the bearings that agree with it, compiled.

Defined in ``docs/theory/crossing``, section *Candidates*.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import allocating_kernel, kernel
from airshield.tracking.kernels.odds import blur_of, crosses_well, hope, log_odds
from airshield.tracking.kernels.sighting import (
    STATE,
    Desk,
    aim,
    fit,
    misfit,
    misfit_of,
    reached,
    sent_s,
)
from airshield.tracking.kernels.sightlines import column_of

MOST_MEMBERS = 64
"""Bearings of one place at most; the rest of a crowd adds nothing that matters."""
_PER_PLACE = 12
"""Room for bearings a candidate, on average."""
_PASSES = 4
"""Rounds of collecting: where one bearing of a look agrees, until none is left, then any."""

ADDED, WEAK, CUT, KNOWN = range(4)
"""What became of a crossing."""


class Pool(NamedTuple):
    """Candidate places: room for many, filled from the first row on."""

    held: NDArray[np.int64]
    """(1,) Candidates so far."""
    first: NDArray[np.int64]
    """(most + 1,) Where the bearings of each begin in ``member``."""
    member: NDArray[np.int64]
    """(room,) Bearings of the candidates, one after the other."""
    time_s: NDArray[np.float64]
    """(most,) When the target was there."""
    state: NDArray[np.float64]
    """(most, 5)"""
    covariance: NDArray[np.float64]
    """(most, 5, 5)"""
    log_odds: NDArray[np.float64]
    """(most,)"""
    newest: NDArray[np.int64]
    """(n,) For each bearing the last entry of ``member`` that names it, −1: none."""
    older: NDArray[np.int64]
    """(room,) The entry before that names the same bearing, −1: none."""
    owner: NDArray[np.int64]
    """(room,) Candidate of each entry."""


@allocating_kernel
def blank_pool(most, bearings):
    """Return a pool without candidates."""
    room = most * _PER_PLACE
    return Pool(
        np.zeros(1, np.int64), np.zeros(most + 1, np.int64), np.empty(room, np.int64),
        np.empty(most), np.empty((most, STATE)), np.empty((most, STATE, STATE)), np.empty(most),
        np.full(bearings, -1, np.int64), np.empty(room, np.int64), np.empty(room, np.int64),
    )  # fmt: skip


@allocating_kernel
def blank_desk():
    """Return an empty desk."""
    return Desk(
        np.empty(MOST_MEMBERS, np.int64), np.empty(STATE), np.empty((STATE, STATE)),
        np.empty((2, STATE)), np.empty(STATE), np.zeros(1),
    )  # fmt: skip


@kernel
def have_met(pool, one, other):
    """Return whether two bearings are together in a candidate of three or more already."""
    entry = pool.newest[one]
    while entry >= 0:
        candidate = pool.owner[entry]
        first, end = pool.first[candidate], pool.first[candidate + 1]
        if end - first > 2:
            for place in range(first, end):
                if pool.member[place] == other:
                    return True
        entry = pool.older[entry]
    return False


@kernel
def keep(pool, desk, count, time_s, odds):
    """Copy the desk into the pool; return whether there was room."""
    row = pool.held[0]
    first = pool.first[row]
    if row >= pool.time_s.size or first + count > pool.member.size:
        return False
    for i in range(count):
        entry = first + i
        pool.member[entry] = desk.member[i]
        pool.owner[entry] = row
        pool.older[entry] = pool.newest[desk.member[i]]
        pool.newest[desk.member[i]] = entry
    pool.time_s[row] = time_s
    pool.log_odds[row] = odds
    for i in range(STATE):
        pool.state[row, i] = desk.state[i]
        for j in range(STATE):
            pool.covariance[row, i, j] = desk.covariance[i, j]
    pool.first[row + 1] = first + count
    pool.held[0] = row + 1
    return True


@kernel
def _has_look(bearings, desk, count, look):
    found = False
    for i in range(count):
        found |= bearings.look[desk.member[i]] == look
    return found


@kernel
def _best_of_look(bearings, of_look, look, aimed, gate, used, clear):
    """Return the free bearing of a look that agrees best with the place; −1: none does.

    With ``clear``, none either where two agree.
    """
    best, least, agree = -1, gate, 0
    for one in range(of_look[look], of_look[look + 1]):
        if not used[one]:
            worst = misfit_of(bearings, one, aimed, 1.0)
            agree += worst < gate
            if worst < least:
                best, least = one, worst
    return -1 if clear and agree > 1 else best


@kernel
def _collect(looks, bearings, grid, of_look, prior, desk, count, time_s, used, clear):
    """Add of every other look in range the free bearing that agrees best; return how many now."""
    column = column_of(desk.state[0], grid.west_m, grid.cell_m, grid.columns)
    row = column_of(desk.state[1], grid.south_m, grid.cell_m, grid.rows)
    place, blur = row * grid.columns + column, blur_of(desk)
    for i in range(grid.look_first[place], grid.look_first[place + 1]):
        look = grid.look[i]
        if of_look[look] == of_look[look + 1] or _has_look(bearings, desk, count, look):
            continue
        if not reached(looks, look, desk, blur):
            continue
        aimed = aim(looks, look, desk, time_s)
        if aimed[2] > looks.range_m[look] + blur:
            continue
        one = _best_of_look(bearings, of_look, look, aimed, prior.gate, used, clear)
        if one >= 0 and count < desk.member.size:
            desk.member[count] = one
            count += 1
    return count


@kernel
def _prune(looks, bearings, prior, desk, count, time_s):
    """Fit, and drop the worst member until all agree; return how many are left, 0: no fit."""
    while count >= 2:
        if not fit(looks, bearings, prior, desk, count, time_s):
            return 0
        worst, which = prior.gate, -1
        for i in range(count):
            one = misfit(looks, bearings, desk, desk.member[i], time_s)
            if one > worst:
                worst, which = one, i
        if which < 0:
            return count
        count -= 1
        for i in range(which, count):
            desk.member[i] = desk.member[i + 1]
    return 0


@kernel
def _holds(desk, count, one):
    found = False
    for i in range(count):
        found |= desk.member[i] == one
    return found


@kernel
def _begin(prior, desk, one, other, east, north):
    """Put two bearings and the place where they cross on the desk."""
    desk.member[0], desk.member[1] = one, other
    desk.state[0], desk.state[1], desk.state[2] = east, north, prior.height_m
    desk.state[3] = desk.state[4] = 0.0


@kernel
def gather(looks, bearings, grid, of_look, prior, desk, count, used):
    """Fit the members on the desk and all free bearings that agree; return how many, and when.

    None, if there is no fit.
    """
    time_s = sent_s(looks, bearings, desk, count)
    count = _prune(looks, bearings, prior, desk, count, time_s)
    clear = True
    for _ in range(_PASSES):
        if count == 0:
            break
        before = count
        count = _collect(looks, bearings, grid, of_look, prior, desk, count, time_s, used, clear)
        if count > before:
            time_s = sent_s(looks, bearings, desk, count)
            count = _prune(looks, bearings, prior, desk, count, time_s)
        elif not clear:
            break
        clear = clear and count > before
    return count, time_s


@kernel
def _only_two(looks, bearings, prior, desk, one, other, east, north):
    """Fit two bearings alone; return how many, and when."""
    _begin(prior, desk, one, other, east, north)
    time_s = sent_s(looks, bearings, desk, 2)
    return _prune(looks, bearings, prior, desk, 2, time_s), time_s


@kernel
def _candidate(looks, bearings, grid, of_look, prior, desk, pool, pair, spot, least, used):
    """Make a candidate of a crossing; return what became of it."""
    one, other = pair
    if have_met(pool, one, other):
        return KNOWN
    east, north = spot
    count, time_s = _only_two(looks, bearings, prior, desk, one, other, east, north)
    if count < 2 or hope(looks, bearings, grid, of_look, prior, desk, time_s) < least:
        return WEAK
    count, time_s = gather(looks, bearings, grid, of_look, prior, desk, 2, used)
    if not (_holds(desk, count, one) and _holds(desk, count, other)):
        count, time_s = _only_two(looks, bearings, prior, desk, one, other, east, north)
    if count < 2 or not crosses_well(bearings, desk, count, prior.least_sine):
        return WEAK
    odds = log_odds(looks, bearings, grid, prior, desk, count, time_s)
    if not odds >= least:
        return WEAK
    return ADDED if keep(pool, desk, count, time_s, odds) else CUT


@kernel
def fill(looks, bearings, grid, of_look, prior, desk, pool, order, pair, spot, least, used, fate):
    """Make candidates of crossings in order; count in ``fate`` what became of them."""
    for i in range(order.size):
        row = order[i]
        what = _candidate(
            looks, bearings, grid, of_look, prior, desk, pool,
            (pair[row, 0], pair[row, 1]), (spot[row, 0], spot[row, 1]), least, used,
        )  # fmt: skip
        fate[what] += 1
