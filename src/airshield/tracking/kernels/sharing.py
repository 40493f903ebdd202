"""Bearings shared out anew among the chosen places, until that no longer helps, compiled.

Defined in ``docs/theory/crossing``, section *Choice*.
"""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import allocating_kernel, kernel
from airshield.tracking.kernels.crossing import MOST_MEMBERS, keep
from airshield.tracking.kernels.odds import crosses_well, log_odds
from airshield.tracking.kernels.sighting import STATE, aim, fit, misfit_of, reached, sent_s
from airshield.tracking.kernels.sightlines import column_of

_PER_BEARING = 16
"""Places that one bearing may fit, on average."""
_ROUNDS = 10


@kernel
def _put_on(pool, row, desk):
    """Put place and covariance of a candidate on the desk."""
    for i in range(STATE):
        desk.state[i] = pool.state[row, i]
        for j in range(STATE):
            desk.covariance[i, j] = pool.covariance[row, i, j]


@kernel
def _fits_of(looks, bearings, grid, of_look, prior, desk, time_s, index, found, misfits, who):
    """Write the bearings that agree with the place on the desk; return how many there are now."""
    column = column_of(desk.state[0], grid.west_m, grid.cell_m, grid.columns)
    row = column_of(desk.state[1], grid.south_m, grid.cell_m, grid.rows)
    place = row * grid.columns + column
    for i in range(grid.look_first[place], grid.look_first[place + 1]):
        look = grid.look[i]
        if not reached(looks, look, desk, 0.0):
            continue
        aimed = aim(looks, look, desk, time_s)
        if aimed[2] > looks.range_m[look]:
            continue
        for one in range(of_look[look], of_look[look + 1]):
            near = misfit_of(bearings, one, aimed, 0.0)
            if near < prior.gate and found < misfits.size:
                misfits[found] = near
                who[found, 0], who[found, 1] = index, one
                found += 1
    return found


@kernel
def _deal(bearings, misfits, who, order, members, sizes, taken):
    """Give each bearing to the place it fits best; a place takes one of each look."""
    for i in range(order.size):
        index, one = who[order[i], 0], who[order[i], 1]
        free = not taken[one] and sizes[index] < members.shape[1]
        for k in range(sizes[index]):
            free = free and bearings.look[members[index, k]] != bearings.look[one]
        if free:
            taken[one] = True
            members[index, sizes[index]] = one
            sizes[index] += 1


@kernel
def _settle(looks, bearings, grid, prior, desk, pool, row, members, size):
    """Fit a place to the bearings that it was dealt and keep it; return its row, −1: it failed."""
    for i in range(size):
        desk.member[i] = members[i]
    for i in range(STATE):
        desk.state[i] = pool.state[row, i]
    if size < 2 or not crosses_well(bearings, desk, size, prior.least_sine):
        return -1
    time_s = sent_s(looks, bearings, desk, size)
    if not fit(looks, bearings, prior, desk, size, time_s):
        return -1
    odds = log_odds(looks, bearings, grid, prior, desk, size, time_s)
    return pool.held[0] - 1 if keep(pool, desk, size, time_s, odds) else -1


@allocating_kernel
def _round(looks, bearings, grid, of_look, prior, desk, pool, chosen):
    """Share out all bearings once among the chosen; return the rows of what results."""
    room = _PER_BEARING * bearings.look.size
    misfits, who, found = np.empty(room), np.empty((room, 2), np.int64), 0
    for index in range(chosen.size):
        _put_on(pool, chosen[index], desk)
        found = _fits_of(
            looks, bearings, grid, of_look, prior, desk, pool.time_s[chosen[index]], index,
            found, misfits, who,
        )  # fmt: skip
    order = np.argsort(misfits[:found], kind="mergesort")
    members = np.empty((chosen.size, MOST_MEMBERS), np.int64)
    sizes = np.zeros(chosen.size, np.int64)
    taken = np.zeros(bearings.look.size, np.bool_)
    _deal(bearings, misfits, who, order, members, sizes, taken)
    after = np.empty(chosen.size, np.int64)
    for index in range(chosen.size):
        after[index] = _settle(
            looks, bearings, grid, prior, desk, pool, chosen[index], members[index], sizes[index]
        )
    return after[after >= 0]


@kernel
def _worth(pool, chosen, least):
    """Return the sum of the log odds of the chosen over the least that is kept."""
    total = 0.0
    for i in range(chosen.size):
        total += max(pool.log_odds[chosen[i]] - least, 0.0)
    return total


@kernel
def _forget(pool, count):
    """Take the candidates from a row on out of the pool."""
    for row in range(pool.held[0] - 1, count - 1, -1):
        for entry in range(pool.first[row + 1] - 1, pool.first[row] - 1, -1):
            pool.newest[pool.member[entry]] = pool.older[entry]
    pool.held[0] = count


@allocating_kernel
def share_out(looks, bearings, grid, of_look, prior, desk, pool, chosen, least):
    """Return the chosen after sharing out the bearings anew as long as the odds rise."""
    worth = _worth(pool, chosen, least)
    for _ in range(_ROUNDS):
        before = pool.held[0]
        after = _round(looks, bearings, grid, of_look, prior, desk, pool, chosen)
        better = _worth(pool, after, least)
        if not better > worth + 1e-9:
            _forget(pool, before)
            break
        chosen, worth = after, better
    return chosen[pool.log_odds[chosen] >= least]
