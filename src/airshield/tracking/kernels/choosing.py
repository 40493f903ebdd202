"""Which candidate places are targets: no bearing serves two, compiled.

Defined in ``docs/theory/crossing``, sections *Choice* and *Existence*.
"""

from __future__ import annotations

from math import exp, log

import numpy as np

from airshield.kernels.compiled import allocating_kernel, kernel
from airshield.tracking.kernels.crossing import gather, keep
from airshield.tracking.kernels.odds import crosses_well, log_odds
from airshield.tracking.kernels.sighting import STATE

_SURE = 300.0
"""Log odds beyond which nothing changes."""
_ROUNDS = 60
_STILL = 1e-4
_DAMPING = 0.5


@kernel
def _before(pool, one, other):
    """Return whether a candidate comes before another: likelier, or as likely and older."""
    if pool.log_odds[one] != pool.log_odds[other]:
        return pool.log_odds[one] > pool.log_odds[other]
    return one < other


@kernel
def _push(pool, queue, size, candidate):
    """Put a candidate into the heap of ``size``."""
    place = size
    while place > 0 and _before(pool, candidate, queue[(place - 1) // 2]):
        queue[place] = queue[(place - 1) // 2]
        place = (place - 1) // 2
    queue[place] = candidate


@kernel
def _pop(pool, queue, size):
    """Take the first candidate out of the heap of ``size`` and return it."""
    first, last, place = queue[0], queue[size - 1], 0
    size -= 1
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and _before(pool, queue[child + 1], queue[child]):
            child += 1
        if _before(pool, last, queue[child]):
            break
        queue[place] = queue[child]
        place = child
    queue[place] = last
    return first


@kernel
def _any_used(pool, candidate, used):
    for place in range(pool.first[candidate], pool.first[candidate + 1]):
        if used[pool.member[place]]:
            return True
    return False


@kernel
def _take_back(pool, candidate, desk, used):
    """Put what is left of a candidate on the desk; return how many bearings that are."""
    count = 0
    for place in range(pool.first[candidate], pool.first[candidate + 1]):
        one = pool.member[place]
        if not used[one]:
            desk.member[count] = one
            count += 1
    for i in range(STATE):
        desk.state[i] = pool.state[candidate, i]
    return count


@kernel
def _without(looks, bearings, grid, of_look, prior, desk, pool, candidate, least, used):
    """Fit a candidate anew without the bearings in use; return whether it stays one, and room."""
    count = _take_back(pool, candidate, desk, used)
    if count < 2 or not crosses_well(bearings, desk, count, prior.least_sine):
        return False, True
    count, time_s = gather(looks, bearings, grid, of_look, prior, desk, count, used)
    if count < 2 or not crosses_well(bearings, desk, count, prior.least_sine):
        return False, True
    odds = log_odds(looks, bearings, grid, prior, desk, count, time_s)
    if not odds >= least:
        return False, True
    room = keep(pool, desk, count, time_s, odds)
    return room, room


@allocating_kernel
def choose(looks, bearings, grid, of_look, prior, desk, pool, least, fate):
    """Return the chosen candidates, the likeliest first: none shares a bearing with another.

    What loses a bearing to a likelier one is fitted anew without it. ``fate`` counts what found
    no room.
    """
    used = np.zeros(bearings.look.size, np.bool_)
    queue, size = np.empty(pool.time_s.size, np.int64), 0
    for row in range(pool.held[0]):
        _push(pool, queue, size, row)
        size += 1
    chosen = np.empty(bearings.look.size // 2 + 1, np.int64)
    count = 0
    while size > 0:
        candidate = _pop(pool, queue, size)
        size -= 1
        if _any_used(pool, candidate, used):
            stays, room = _without(
                looks, bearings, grid, of_look, prior, desk, pool, candidate, least, used
            )
            if not room:
                fate[2] += 1
            if stays:
                _push(pool, queue, size, pool.held[0] - 1)
                size += 1
            continue
        for place in range(pool.first[candidate], pool.first[candidate + 1]):
            used[pool.member[place]] = True
        chosen[count] = candidate
        count += 1
    return chosen[:count]


@kernel
def _to_bearings(pool, to_candidate, to_bearing):
    """Send each bearing how much a candidate wants it; return the largest change."""
    change = 0.0
    for row in range(pool.held[0]):
        first, end = pool.first[row], pool.first[row + 1]
        total = min(pool.log_odds[row], _SURE)
        for entry in range(first, end):
            total += to_candidate[entry]
        for entry in range(first, end):
            want = min(total - to_candidate[entry], _SURE)
            old = to_bearing[entry]
            to_bearing[entry] = _DAMPING * old + (1.0 - _DAMPING) * want
            change = max(change, abs(want - old))
    return change


@kernel
def _to_candidates(pool, to_bearing, to_candidate, chain):
    """Tell each candidate how free a bearing is: the log of the share nobody else wants.

    What the others want is summed from both ends: subtracting one's own would lose all digits.
    """
    for one in range(pool.newest.size):
        total, length, entry = 1.0, 0, pool.newest[one]
        while entry >= 0:
            chain[length] = entry
            to_candidate[entry] = total
            total += exp(to_bearing[entry])
            length += 1
            entry = pool.older[entry]
        rest = 0.0
        for place in range(length - 1, -1, -1):
            entry = chain[place]
            to_candidate[entry] = -log(to_candidate[entry] + rest)
            rest += exp(to_bearing[entry])


@allocating_kernel
def beliefs(pool, chosen):
    """Return the probability of each candidate, given that no bearing serves two.

    Sum-product messages between candidates and bearings, from the chosen on; exact where they
    form a tree.
    """
    room = pool.first[pool.held[0]]
    to_candidate, to_bearing = np.zeros(room), np.zeros(room)
    chain = np.empty(pool.held[0], np.int64)
    to_bearing[:] = -_SURE
    for row in chosen:
        to_bearing[pool.first[row] : pool.first[row + 1]] = min(pool.log_odds[row], _SURE)
    for _ in range(_ROUNDS):
        _to_candidates(pool, to_bearing, to_candidate, chain)
        if _to_bearings(pool, to_candidate, to_bearing) < _STILL:
            break
    belief = np.empty(pool.held[0])
    for row in range(pool.held[0]):
        total = min(pool.log_odds[row], _SURE)
        total += to_candidate[pool.first[row] : pool.first[row + 1]].sum()
        belief[row] = 1.0 / (1.0 + exp(-total))
    return belief


@allocating_kernel
def existences(pool, chosen, belief):
    """Return the probability of a target at each chosen place.

    It sums over all candidates that share two or more bearings with it: they are other readings
    of the same target.
    """
    shared = np.zeros(pool.held[0], np.int64)
    existence = np.zeros(chosen.size)
    for i in range(chosen.size):
        for place in range(pool.first[chosen[i]], pool.first[chosen[i] + 1]):
            entry = pool.newest[pool.member[place]]
            while entry >= 0:
                row = pool.owner[entry]
                shared[row] += 1
                if shared[row] == 2:
                    existence[i] += belief[row]
                entry = pool.older[entry]
        for place in range(pool.first[chosen[i]], pool.first[chosen[i] + 1]):
            entry = pool.newest[pool.member[place]]
            while entry >= 0:
                shared[pool.owner[entry]] = 0
                entry = pool.older[entry]
        existence[i] = min(existence[i], 1.0)
    return existence
