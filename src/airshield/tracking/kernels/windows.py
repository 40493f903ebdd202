"""One sensor's plots of one short time, and the tracks they touch: the tracker's main loop.

Formulas and sources: ``docs/theory/tracking``, sections *Association* and *Existence*.
"""

from __future__ import annotations

from math import inf

from airshield.kernels.compiled import allocating_kernel, inlined
from airshield.tracking.kernels.associating import associate
from airshield.tracking.kernels.beginning import (
    begin,
    begin_at,
    fastest,
    learn_births,
    look,
    unseen,
)
from airshield.tracking.kernels.gathering import gather, prepare
from airshield.tracking.kernels.indexing import add_stray
from airshield.tracking.kernels.kinds import first_class
from airshield.tracking.kernels.layout import ASIDE, BORN, EVENTS, FREE, HIGH_WATER, POINTS
from airshield.tracking.kernels.living import note_place, put_away, summarise, tell
from airshield.tracking.kernels.measuring import BEARING
from airshield.tracking.kernels.merging import merge_claimants
from airshield.tracking.kernels.numbering import confirm
from airshield.tracking.kernels.showing import record
from airshield.tracking.kernels.support import forget_support, note_support
from airshield.tracking.kernels.updating import conclude, update

UNLIKELY = 1e-4
"""A plot begins no track under this probability of being a new target's."""
UNCLAIMED = 0.5
"""A bearing is crossed with others unless a track is likelier to own it."""
P_JUMP = 0.03
"""A plot far from the track of its identity is a real jump with this probability, or an error."""
ONE_PLOT = 0.99
"""One plot makes nothing surer than this part of what confirms: times and places that are sent are
wrong, too, now and then."""
LOST_PLOTS = 0
"""Place in ``Work.counts``."""


@allocating_kernel
def process(desk, windows, first, last):
    """Process windows one after another; return the first one not processed for want of room."""
    return _process(
        desk.tracks, desk.sensors, desk.motions, desk.rules, desk.undetected, desk.knowledge,
        desk.heard, windows, first, last, desk.work, desk.scratch, desk.output,
    )  # fmt: skip


@inlined
def _process(
    tracks, sensors, motions, rules, undetected, knowledge, heard, windows, first, last, work,
    scratch, output,
):  # fmt: skip
    for w in range(first, last):
        coming, known = windows.start[w + 1] - windows.start[w], tracks.head[HIGH_WATER]
        if output.recording and _room(output.points.time_s, tracks.head[POINTS]) < known + coming:
            return w
        if _room(output.events, tracks.head[EVENTS]) < 2 * (known + coming):
            return w
        slots, used = tracks.alive.shape[0], known - tracks.head[FREE]
        if used + coming > slots and slots < rules.most_tracks:
            return w
        _process_one(
            tracks, sensors, motions, rules, undetected, knowledge, heard, windows, w, work,
            scratch, output,
        )  # fmt: skip
    return last


@inlined
def _room(table, used):
    return table.shape[0] - used


@inlined
def _process_one(
    tracks, sensors, motions, rules, undetected, knowledge, heard, windows, w, work, scratch,
    output,
):  # fmt: skip
    s, time_s = windows.sensor[w], windows.time_s[w]
    _note_sweep(sensors, s, time_s)
    learn_births(undetected, time_s, rules)
    put_away(tracks, time_s, rules, output)
    if sensors.period_s[s] > 0.0 and sensors.looked_s[s] == -inf and not sensors.hears[s]:
        surplus = windows.start[w + 1] - windows.start[w] - sensors.false_plots[s]
        look(undetected, sensors, s, time_s, max(surplus, 0.0))
    count = prepare(sensors, motions, rules, undetected, knowledge, windows, w, work)
    rows = gather(tracks, sensors, motions, rules, knowledge, windows, w, count, work, output)
    associate(tracks, rows, count, rules, work, scratch)
    for row in range(rows):
        update(
            tracks, sensors, motions, rules, undetected, knowledge, windows, w, row, work, output
        )
    work.lost[0] = -1
    for row in range(rows):
        conclude(tracks, rules, windows, w, row, motions, work, output)
    merge_claimants(tracks, rows, count, time_s, motions, output, work)
    if sensors.hears[s]:
        _keep_bearings(windows, w, count, work, heard)
        return
    _begin_all(
        tracks, sensors, motions, rules, undetected, knowledge, windows, w, count, work, output
    )
    if sensors.period_s[s] > 0.0 and time_s - sensors.looked_s[s] >= 0.95 * sensors.period_s[s]:
        look(undetected, sensors, s, time_s, -1.0)
        sensors.looked_s[s] = time_s


@inlined
def _keep_bearings(windows, w, count, work, heard):
    """Keep a look and its bearings that no track took, for crossing."""
    at, first = heard.counts[0], windows.start[w]
    if at >= heard.look_s.shape[0]:
        heard.counts[2] += 1
        heard.counts[3] += count
        return
    heard.look_s[at], heard.look_sensor[at] = windows.time_s[w], windows.sensor[w]
    heard.counts[0] += 1
    for j in range(count):
        if work.unclaimed[j] < UNCLAIMED or windows.kind[first + j] != BEARING:
            continue
        to = heard.counts[1]
        if to >= heard.look.shape[0]:
            heard.counts[3] += 1
            continue
        heard.look[to] = at
        for c in range(2):
            heard.bearing[to, 2 * c] = work.value[j, 1 + c]
            heard.bearing[to, 2 * c + 1] = work.sigma[j, 1 + c]
        heard.counts[1] += 1


@inlined
def _note_sweep(sensors, s, time_s):
    since = time_s - sensors.heard_s[s]
    if 0.0 < since < 0.5 * sensors.period_s[s]:
        sensors.sweeping[s] = True
    sensors.heard_s[s] = time_s


@allocating_kernel
def plant(desk, time_s, mean, cov, existence):
    """Begin tracks at places where bearings cross; return how many there was no room for.

    ``mean`` (n, 6) and ``cov`` (n, 6, 6): position and velocity.
    """
    return _plant(
        desk.tracks, time_s, mean, cov, existence, desk.knowledge, desk.motions, desk.rules,
        desk.work, desk.output,
    )  # fmt: skip


@inlined
def _plant(tracks, time_s, mean, cov, existence, knowledge, motions, rules, work, output):
    lost, d = 0, motions.dimensions
    for row in range(time_s.shape[0]):
        slot = begin_at(tracks, time_s[row], mean[row], cov[row], existence[row], motions)
        if slot < 0:
            lost += 1
            continue
        first_class(tracks, slot, time_s[row], knowledge)
        if knowledge.learns:
            forget_support(knowledge.support, slot)
        summarise(tracks, slot, d)
        note_place(tracks, slot, d)
        add_stray(slot, work.grid_of_tracks)
        tell(tracks, slot, time_s[row], BORN, output)
        confirm(tracks, slot, time_s[row], motions, rules, work, output)
        if output.recording:
            record(tracks, slot, -1, d, output.points)
    return lost


@inlined
def _is_held(tracks, identity):
    """Tell whether a track of an identity is shown."""
    for slot in range(tracks.head[HIGH_WATER]):
        if tracks.alive[slot] and tracks.identity[slot] == identity and tracks.number[slot] > 0:
            return True
    return False


@inlined
def _begin_all(
    tracks, sensors, motions, rules, undetected, knowledge, windows, w, count, work, output
):
    """Begin a track at each plot that is likely enough to be a new target's."""
    first, s = windows.start[w], windows.sensor[w]
    fast = fastest(count, sensors.density_m2[s], sensors.period_s[s], rules)
    for j in range(count):
        kind = windows.kind[first + j]
        if kind == BEARING or work.new[j] <= 0.0:
            continue
        existence = work.unclaimed[j] * work.new[j] / (work.new[j] + work.false[j])
        if windows.identity[first + j] >= 0 and _is_held(tracks, windows.identity[first + j]):
            existence = min(existence, P_JUMP)
        if work.aside[j] == ASIDE:
            existence = P_JUMP
        existence = min(existence, ONE_PLOT * rules.p_confirm)
        if existence < UNLIKELY:
            continue
        slot = begin(
            tracks,
            kind,
            work.value[j],
            work.sigma[j],
            sensors.site[s],
            windows.plot_s[first + j],
            existence,
            fast,
            motions,
            rules,
            work.filter,
        )
        if slot < 0:
            work.counts[LOST_PLOTS] += 1
            continue
        tracks.identity[slot] = windows.identity[first + j]
        if sensors.period_s[s] > 0.0:
            tracks.seen_by[slot, 0] = s
            tracks.seen_s[slot, 0] = windows.time_s[w]
            tracks.seen_plot[slot, 0] = True
            tracks.plot_s[slot, 0] = windows.time_s[w]
        first_class(tracks, slot, windows.time_s[w], knowledge)
        tracks.answers[slot] = sensors.answered[s]
        if knowledge.learns:
            forget_support(knowledge.support, slot)
            note_support(knowledge.support, knowledge.registration, slot, s, 1.0)
        summarise(tracks, slot, motions.dimensions)
        note_place(tracks, slot, motions.dimensions)
        near = tracks.near[slot]
        tracks.unseen[slot] = unseen(undetected, near[0], near[1], windows.time_s[w])
        add_stray(slot, work.grid_of_tracks)
        tell(tracks, slot, windows.time_s[w], BORN, output)
        if output.recording:
            record(tracks, slot, windows.row[first + j], motions.dimensions, output.points)
