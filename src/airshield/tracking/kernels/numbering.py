"""Which number a track has: a new one, or that of the track whose target it turns out to be.

Defined in ``docs/theory/tracking``, section *Numbers*.
"""

from __future__ import annotations

from math import inf

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.layout import (
    CONFIRMED,
    GONE_KEPT,
    HIGH_WATER,
    NEXT_NUMBER,
    YIELDED,
)
from airshield.tracking.kernels.living import tell
from airshield.tracking.kernels.remembering import main_model, recall, take_back

REMEMBERED_S = 900.0
"""An identity that comes back within this time gets its number back."""
TWIN_PLOTS, TWIN_M = 4, 30_000.0
"""A second track of an identity, while the first goes on, is another target's if it has so many
plots and is so far away; else it is made of plots that came late or with a wrong time."""
BLUR = 5.0
"""Traced back, a place may be so many times as uncertain as it is now."""


@inlined
def confirm(tracks, slot, time_s, motions, rules, work, output):
    """Give a track that is likely enough its number."""
    if tracks.number[slot] > 0 or tracks.existence[slot] < rules.p_confirm:
        return
    number = _number_of_identity(tracks, slot, time_s, output)
    if number == 0:
        return
    if number < 0:
        number = _number_of_rival(tracks, slot, time_s, motions.dimensions, rules, work, output)
    if number < 0:
        number = recall(tracks, slot, motions, rules)
    if number < 0:
        number = _new_number(tracks)
    tracks.number[slot] = number
    tell(tracks, slot, time_s, CONFIRMED, output)


@inlined
def _new_number(tracks):
    tracks.head[NEXT_NUMBER] += 1
    return tracks.head[NEXT_NUMBER]


@inlined
def _yield(tracks, slot, time_s, left, output):
    """Take a track's number, which goes to another; return it. ``left`` of its existence stays."""
    number = tracks.number[slot]
    tracks.existence[slot] *= left
    tell(tracks, slot, time_s, YIELDED, output)
    tracks.number[slot] = 0
    return number


@inlined
def _is_twin(tracks, slot, other):
    """Tell whether two tracks of one identity that both go on are two targets."""
    here, there = tracks.near[slot], tracks.near[other]
    x, y = here[0] - there[0], here[1] - there[1]
    return tracks.plots[slot] >= TWIN_PLOTS and x * x + y * y > TWIN_M * TWIN_M


@inlined
def _number_of_identity(tracks, slot, time_s, output):
    """Return the number that a track's identity has; 0: it may have none yet; −1: it has none.

    It is that of a track that has ended, or of one that the target has jumped away from. It has
    not jumped away from one that has had a plot since.
    """
    known = tracks.identity[slot]
    if known < 0:
        return -1
    for other in range(tracks.head[HIGH_WATER]):
        same = tracks.alive[other] and tracks.identity[other] == known and other != slot
        if same and tracks.number[other] > 0:
            if tracks.last_s[other] > tracks.born_s[slot]:
                return _new_number(tracks) if _is_twin(tracks, slot, other) else 0
            return _yield(tracks, other, time_s, 0.0, output)
    for at in range(GONE_KEPT):
        if tracks.gone[at, 0] == known and time_s - tracks.gone_s[at] < REMEMBERED_S:
            return take_back(tracks, at)
    return -1


@inlined
def _number_of_rival(tracks, slot, time_s, d, rules, work, output):
    """Return the number of the track whose last plot was this one's target's, −1: of none.

    That is a less likely track, missed since, with its last plot where this one, traced back, had
    been then: it had begun with another target's plot, or lost its own target.
    """
    if tracks.plots[slot] < 2:
        return -1
    found, least = -1, rules.gate[d]
    m = main_model(tracks, slot)
    mean, cov = tracks.mean[slot, m], tracks.cov[slot, m]
    if work.lost[0] < 0:
        _list_lost(tracks, work)
    for at in range(1, work.lost[0] + 1):
        other = work.lost[at]
        if tracks.number[other] <= 0 or tracks.last_s[other] >= tracks.last_s[slot]:
            continue
        if tracks.existence[other] >= tracks.existence[slot]:
            continue
        apart = _apart_then(tracks, other, mean, cov, tracks.time_s[slot], d)
        if apart < least:
            found, least = other, apart
    if found < 0:
        return -1
    return _yield(tracks, found, time_s, 1.0 - tracks.existence[slot], output)


@inlined
def _list_lost(tracks, work):
    """List the tracks that may yield their number: missed since their last plot, no address."""
    count = 0
    for slot in range(tracks.head[HIGH_WATER]):
        shown = tracks.alive[slot] and tracks.number[slot] > 0
        if shown and tracks.sight[slot, 2] > 0.0 and tracks.identity[slot] < 0:
            count += 1
            work.lost[count] = slot
    work.lost[0] = count


@inlined
def _apart_then(tracks, other, mean, cov, time_s, d):
    """Return the squared distance of a state, traced back, from where a track had its last plot.

    Axes are taken one by one. It is infinite where tracing back tells too little.
    """
    place, dt, apart = tracks.last_place[other], time_s - tracks.last_s[other], 0.0
    for axis in range(d):
        now = cov[axis, axis]
        then = now - 2.0 * dt * cov[axis, d + axis] + dt * dt * cov[d + axis, d + axis]
        if then > BLUR * BLUR * now:
            return inf
        off = mean[axis] - dt * mean[d + axis] - place[axis]
        apart += off * off / (then + place[3 + axis])
    return apart
