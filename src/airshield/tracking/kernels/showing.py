"""From the states of a track's motion models to one place, velocity and covariance."""

from __future__ import annotations

from math import exp, nan

import numpy as np

from airshield.kernels.compiled import allocating_kernel, inlined, kernel
from airshield.tracking.kernels.classing import SHOWN, speed_of, what_becomes
from airshield.tracking.kernels.layout import HIGH_WATER, POINTS, SEEN
from airshield.tracking.kernels.motion import predict

HELICOPTER_CLASS, BIRD_CLASS = 4, 5
"""Indices in `airshield.tracking.plots.CLASSES`."""
FAINT = 0.05
"""Points of tracks that nobody has confirmed are kept from this existence on."""


@inlined
def combine(mean, cov, mode, d, at, spread):
    """Write the mean (6,) and covariance (6, 6) of a mixture; what is not modelled is NaN."""
    for a in range(6):
        at[a] = nan
        for b in range(6):
            spread[a, b] = nan
    models = mode.shape[0]
    for a in range(2 * d):
        row = a if a < d else a - d + 3
        at[row] = 0.0
        for m in range(models):
            at[row] += mode[m] * mean[m, a]
    for a in range(2 * d):
        row = a if a < d else a - d + 3
        for b in range(2 * d):
            column = b if b < d else b - d + 3
            total = 0.0
            for m in range(models):
                off = (mean[m, a] - at[row]) * (mean[m, b] - at[column])
                total += mode[m] * (cov[m, a, b] + off)
            spread[row, column] = total


@inlined
def _is_shown(tracks, slot, limits, knowledge, motions):
    """Tell whether a track is neither a bird nor something that stands still."""
    if not knowledge.classes:
        return True
    p_bird, p_helicopter, main, d = 0.0, 0.0, 0, motions.dimensions
    for kind in range(tracks.log_class.shape[1]):
        which = knowledge.table.kind_class[kind]
        if which == BIRD_CLASS:
            p_bird += exp(tracks.log_class[slot, kind])
        if which == HELICOPTER_CLASS:
            p_helicopter += exp(tracks.log_class[slot, kind])
    for m in range(tracks.mode.shape[1]):
        if tracks.mode[slot, m] > tracks.mode[slot, main]:
            main = m
    mean, cov = tracks.mean[slot, main], tracks.cov[slot, main]
    speed, sigma = speed_of(mean[d], mean[d + 1], cov[d, d], cov[d + 1, d + 1], cov[d, d + 1])
    answers = 1 if tracks.answers[slot] else 0
    return what_becomes(p_bird, p_helicopter, answers, speed, sigma, limits) == SHOWN


@allocating_kernel
def choose_shown(desk, time_s, least, limits, slots):
    """Write the slots of the tracks with a number and at least that existence; return how many."""
    tracks, rows = desk.tracks, 0
    for slot in range(tracks.head[HIGH_WATER]):
        if not tracks.alive[slot] or tracks.number[slot] == 0:
            continue
        sure = _still(tracks, slot, time_s, desk.rules)
        if sure >= least and _is_shown(tracks, slot, limits, desk.knowledge, desk.motions):
            slots[rows] = slot
            rows += 1
    return rows


@inlined
def _still(tracks, slot, time_s, rules):
    """Return the probability that a target still exists, with what nobody saw of it since."""
    since = max(time_s - tracks.sure_s[slot], 0.0)
    return tracks.existence[slot] * exp(-since / rules.survival_s)


@allocating_kernel
def show(
    desk, time_s, slots, number, position, velocity, spread, existence, mode, share, identity,
    born_s, last_s, plots, seen_by,
):  # fmt: skip
    """Write a row for each track that is shown, predicted to the time; tracks stay as they are."""
    tracks, motions, work = desk.tracks, desk.motions, desk.work.filter
    n, at = tracks.mean.shape[2], np.empty(6)
    for row, slot in enumerate(slots):
        for m in range(tracks.mode.shape[1]):
            work.kept[m, 0] = tracks.mode[slot, m]
            for a in range(n):
                work.mean2[m, a] = tracks.mean[slot, m, a]
                for b in range(n):
                    work.cov2[m, a, b] = tracks.cov[slot, m, a, b]
        dt = time_s - tracks.time_s[slot]
        if dt > 0.0:
            predict(work.mean2, work.cov2, work.kept[:, 0], dt, motions, work)
        combine(work.mean2, work.cov2, work.kept[:, 0], motions.dimensions, at, spread[row])
        for c in range(3):
            position[row, c], velocity[row, c] = at[c], at[c + 3]
        for m in range(tracks.mode.shape[1]):
            mode[row, m] = work.kept[m, 0]
        _share_out(tracks.log_class[slot], desk.knowledge.table.kind_class, share[row])
        existence[row] = _still(tracks, slot, time_s, desk.rules)
        number[row], identity[row] = tracks.number[slot], tracks.identity[slot]
        born_s[row], last_s[row], plots[row] = (
            tracks.born_s[slot],
            tracks.last_s[slot],
            tracks.plots[slot],
        )
        for k in range(SEEN):
            seen_by[row, k] = tracks.seen_by[slot, k] if tracks.seen_plot[slot, k] else -1


@inlined
def _share_out(log_class, kind_class, share):
    """Write the probability of each class: that of all its kinds."""
    for c in range(share.shape[0]):
        share[c] = 0.0
    for kind in range(log_class.shape[0]):
        share[kind_class[kind]] += exp(log_class[kind])


@kernel
def share_classes(log_class, kind_class, share):
    """Write the probabilities of the classes (rows, classes), from logarithms of the kinds'."""
    for row in range(log_class.shape[0]):
        _share_out(log_class[row], kind_class, share[row])


@inlined
def record(tracks, slot, plot, d, points):
    """Write a point of a track, if it is likely enough and there is room."""
    if tracks.number[slot] == 0 and tracks.existence[slot] < FAINT:
        return
    at = tracks.head[POINTS]
    if at >= points.time_s.shape[0]:
        return
    tracks.head[POINTS] += 1
    points.time_s[at] = tracks.time_s[slot]
    points.serial[at] = tracks.serial[slot]
    points.number[at] = tracks.number[slot]
    points.existence[at] = tracks.existence[slot]
    points.identity[at] = tracks.identity[slot]
    points.plot[at] = plot
    combine(
        tracks.mean[slot], tracks.cov[slot], tracks.mode[slot], d, points.at[at], points.spread[at]
    )
    for m in range(tracks.mode.shape[1]):
        points.mode[at, m] = tracks.mode[slot, m]
    for c in range(tracks.log_class.shape[1]):
        points.log_class[at, c] = tracks.log_class[slot, c]
