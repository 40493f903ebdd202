"""The life of a track: prediction, looks that miss it, its number, its end."""

from __future__ import annotations

from math import exp, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.beginning import WARM_UP_S, free_slot
from airshield.tracking.kernels.indexing import note_stray
from airshield.tracking.kernels.layout import CONFIRMED, EVENTS, FADED, NEXT_NUMBER, SEEN
from airshield.tracking.kernels.motion import predict

DUE = 0.6
"""Share of its period after which a sensor may see a target again."""
LATE = 1.1
"""The same after which it has missed it, where looks take time."""
FORGOTTEN_S = 60.0
"""A sensor that has not looked for so long makes room for another in a track's memory."""
NOWHERE, NOT_YET = -1, -2
"""A track has no room to remember a sensor; it has not met it."""


@inlined
def advance(tracks, slot, time_s, motions, rules, work):
    """Predict a track to a time, in place."""
    dt = time_s - tracks.time_s[slot]
    predict(tracks.mean[slot], tracks.cov[slot], tracks.mode[slot], dt, motions, work.filter)
    tracks.existence[slot] *= exp(-dt / rules.survival_s)
    tracks.time_s[slot] = time_s
    summarise(tracks, slot, motions.dimensions)
    note_stray(tracks, slot, work.grid_of_tracks)


@inlined
def summarise(tracks, slot, d):
    """Note place, velocity and spread of a track for coarse gates."""
    near, best = tracks.near[slot], 0
    at, speed = 0.0, 0.0
    for m in range(tracks.mode.shape[1]):
        if tracks.mode[slot, m] > tracks.mode[slot, best]:
            best = m
        cov = tracks.cov[slot, m]
        at = max(at, max(cov[0, 0], cov[1, 1]))
        speed = max(speed, max(cov[d, d], cov[d + 1, d + 1]))
    mean = tracks.mean[slot, best]
    near[0], near[1], near[2], near[3] = mean[0], mean[1], mean[d], mean[d + 1]
    near[4], near[5] = sqrt(at), sqrt(speed)


@inlined
def miss(tracks, slot, p_see, time_s, rules, output):
    """Lower the existence of a track that was looked for and not found; it may end."""
    r = tracks.existence[slot]
    tracks.existence[slot] = r * (1.0 - p_see) / (1.0 - r * p_see)
    end_if_faint(tracks, slot, time_s, FADED, rules, output)


@inlined
def end_if_faint(tracks, slot, time_s, why, rules, output):
    """End a track that hardly exists any more: ``why`` is `FADED` or `LEFT`."""
    if tracks.existence[slot] < rules.p_drop:
        tell(tracks, slot, time_s, why, output)
        free_slot(tracks, slot)


@inlined
def tell(tracks, slot, time_s, what, output):
    """Write down what happened to a track: time, serial, number, what, existence."""
    at = tracks.head[EVENTS]
    tracks.head[EVENTS] += 1
    events = output.events
    if at < events.shape[0]:
        events[at, 0], events[at, 1] = time_s, tracks.serial[slot]
        events[at, 2], events[at, 3] = tracks.number[slot], what
        events[at, 4] = tracks.existence[slot]


@inlined
def confirm(tracks, slot, time_s, undetected, rules, output):
    """Give a track that is likely enough its number."""
    if tracks.number[slot] > 0 or tracks.existence[slot] < rules.p_confirm:
        return
    tracks.head[NEXT_NUMBER] += 1
    tracks.number[slot] = tracks.head[NEXT_NUMBER]
    if tracks.born_s[slot] > undetected.births[2] + WARM_UP_S:
        undetected.births[3] += 1.0
    tell(tracks, slot, time_s, CONFIRMED, output)


@inlined
def chance(tracks, sensors, slot, s, time_s):
    """Return where a track remembers a sensor, and whether it may, or must by now, have seen it."""
    period = sensors.period_s[s]
    if period <= 0.0:
        return NOWHERE, True, False
    free = False
    for c in range(SEEN):
        if tracks.seen_by[slot, c] == s:
            since = time_s - tracks.seen_s[slot, c]
            late = LATE if sensors.sweeping[s] else 0.999
            return c, since >= DUE * period, since >= late * period
        free = free or tracks.seen_by[slot, c] < 0 or time_s - tracks.seen_s[slot, c] > FORGOTTEN_S
    if free:
        return NOT_YET, True, False
    return NOWHERE, True, not sensors.sweeping[s]


@inlined
def remember(tracks, slot, s, time_s, memory):
    """Note when a sensor has last had its chance to see a track."""
    if memory == NOWHERE:
        return
    if memory == NOT_YET:
        for c in range(SEEN):
            if tracks.seen_by[slot, c] < 0 or time_s - tracks.seen_s[slot, c] > FORGOTTEN_S:
                memory = c
                break
    tracks.seen_by[slot, memory] = s
    tracks.seen_s[slot, memory] = time_s
