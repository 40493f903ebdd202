"""The life of a track: prediction, looks that miss it, its end."""

from __future__ import annotations

from math import exp, inf, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.beginning import free_slot
from airshield.tracking.kernels.indexing import note_stray
from airshield.tracking.kernels.layout import EVENTS, FADED, HIGH_WATER, LEFT, SEEN
from airshield.tracking.kernels.motion import predict
from airshield.tracking.kernels.remembering import main_model, remember_end

DUE = 0.6
"""Share of its period after which a sensor may see a target again."""
LATE = 1.1
"""The same after which it has missed it, where looks take time."""
SWEEP_S = 1.0
"""Tracks that nobody has seen for long are looked for this often."""
TRUSTED_LOOKS = 4.0
"""Looks that the stated probability of detection is worth."""
SIGHT_FADES = 0.95
"""What is left, at each plot, of what older looks told of a track's detectability."""
FORGOTTEN_S = 60.0
"""A sensor that has not looked for so long makes room for another in a track's memory."""
NOWHERE, NOT_YET = -1, -2
"""A track has no room to remember a sensor; it has not met it."""


@inlined
def outlive(tracks, slot, time_s, rules):
    """Lower the existence of a track by the chance that its target has gone since."""
    since = time_s - tracks.sure_s[slot]
    if since > 0.0:
        tracks.existence[slot] *= exp(-since / rules.survival_s)
        tracks.sure_s[slot] = time_s


@inlined
def advance(tracks, slot, time_s, motions, rules, work):
    """Predict a track to a time, in place."""
    dt = time_s - tracks.time_s[slot]
    predict(tracks.mean[slot], tracks.cov[slot], tracks.mode[slot], dt, motions, work.filter)
    outlive(tracks, slot, time_s, rules)
    tracks.time_s[slot] = time_s
    summarise(tracks, slot, motions.dimensions)
    note_stray(tracks, slot, work.grid_of_tracks)


@inlined
def summarise(tracks, slot, d):
    """Note place, velocity and spread of a track for coarse gates."""
    near, at, speed = tracks.near[slot], 0.0, 0.0
    for m in range(tracks.mode.shape[1]):
        cov = tracks.cov[slot, m]
        at = max(at, max(cov[0, 0], cov[1, 1]))
        speed = max(speed, max(cov[d, d], cov[d + 1, d + 1]))
    mean = tracks.mean[slot, main_model(tracks, slot)]
    near[0], near[1], near[2], near[3] = mean[0], mean[1], mean[d], mean[d + 1]
    near[4], near[5] = sqrt(at), sqrt(speed)


@inlined
def note_place(tracks, slot, d):
    """Note where a track has just had a plot."""
    m = main_model(tracks, slot)
    for axis in range(d):
        tracks.last_place[slot, axis] = tracks.mean[slot, m, axis]
        tracks.last_place[slot, 3 + axis] = tracks.cov[slot, m, axis, axis]


@inlined
def miss(tracks, slot, p_see, time_s, rules, output):
    """Lower the existence of a track that was looked for and not found; it may end."""
    outlive(tracks, slot, time_s, rules)
    tracks.sight[slot, 2] += p_see / detectability(tracks, slot)
    r = tracks.existence[slot]
    tracks.existence[slot] = r * (1.0 - p_see) / (1.0 - r * p_see)
    end_if_faint(tracks, slot, time_s, FADED, rules, output)


@inlined
def end_if_faint(tracks, slot, time_s, why, rules, output):
    """End a track that hardly exists any more: ``why`` is `FADED` or `LEFT`."""
    if tracks.existence[slot] < rules.p_drop:
        end(tracks, slot, time_s, why, output)


@inlined
def end(tracks, slot, time_s, why, output):
    """End a track, and remember whose it was."""
    tell(tracks, slot, time_s, why, output)
    if tracks.number[slot] > 0:
        remember_end(tracks, slot, time_s)
    free_slot(tracks, slot)


@inlined
def put_away(tracks, time_s, rules, output):
    """End the tracks that nobody has seen for long, once a second."""
    if tracks.swept_s[0] <= time_s < tracks.swept_s[0] + SWEEP_S:
        return
    tracks.swept_s[0] = time_s
    for slot in range(tracks.head[HIGH_WATER]):
        if tracks.alive[slot] and time_s - tracks.last_s[slot] > rules.coast_s:
            end(tracks, slot, time_s, LEFT, output)


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
            due = since >= DUE * period or not tracks.seen_plot[slot, c]
            return c, due, since >= late * period
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
        tracks.plot_s[slot, memory] = -inf
    tracks.seen_by[slot, memory] = s
    tracks.seen_s[slot, memory] = time_s
    tracks.seen_plot[slot, memory] = False


@inlined
def detectability(tracks, slot):
    """Return the share of the plots that its sensors promise which a track does give, at most 1.

    Looks since its last plot are left out: they may mean that it has gone.
    """
    sight = tracks.sight[slot]
    return min(1.0, (sight[0] + TRUSTED_LOOKS) / (sight[1] + TRUSTED_LOOKS))


@inlined
def note_sight(tracks, slot, s, p_see):
    """Note that the last chance of a sensor gave a plot of a track, and how likely that was."""
    sight, promised = tracks.sight[slot], p_see / detectability(tracks, slot)
    if p_see > 0.0:
        sight[0] = SIGHT_FADES * sight[0] + 1.0
        sight[1] = SIGHT_FADES * sight[1] + sight[2] + promised
        sight[2] = 0.0
    for c in range(SEEN):
        if tracks.seen_by[slot, c] == s:
            tracks.seen_plot[slot, c] = True
            tracks.plot_s[slot, c] = tracks.seen_s[slot, c]


@inlined
def remember_miss(tracks, sensors, slot, s, time_s, memory):
    """Note when a sensor missed a track: a period after it last had its chance, not when told."""
    if memory >= 0:
        period = sensors.period_s[s]
        tracks.seen_s[slot, memory] = max(tracks.seen_s[slot, memory] + period, time_s - period)
        tracks.seen_plot[slot, memory] = False
