"""Tracks are updated by their share of the plots."""

from __future__ import annotations

from math import isnan

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.beginning import WARM_UP_S
from airshield.tracking.kernels.biases import ELEVATION, HEIGHT
from airshield.tracking.kernels.comparing import is_bent, loosen, measure, straighten
from airshield.tracking.kernels.indexing import note_stray
from airshield.tracking.kernels.kinds import classify
from airshield.tracking.kernels.layout import FADED
from airshield.tracking.kernels.living import (
    detectability,
    end_if_faint,
    note_place,
    note_sight,
    summarise,
)
from airshield.tracking.kernels.measuring import CARTESIAN, POLAR, correct
from airshield.tracking.kernels.numbering import confirm
from airshield.tracking.kernels.registering import learn_noise, noise_factor, register
from airshield.tracking.kernels.showing import record
from airshield.tracking.kernels.support import note_support

PROVEN = 4
"""A track of so many plots counts as a new target, from which the rate of births is learnt."""
SURE_R = 0.95
"""Sensors are learnt about from tracks that exist with this probability."""
UNLIKELY = 1e-4
"""A plot with a smaller share of a track's existence is no part of its update."""
LIKELIER = 0.5
"""A plot with more than this share of a track's existence is taken for its own."""
SURE = 0.999
"""Sensors are learnt about from plots with this share."""


@inlined
def update(tracks, sensors, motions, rules, undetected, knowledge, windows, w, row, work, output):
    """Update a track by its share of the plots."""
    slot, time_s, d = work.slot[row], windows.time_s[w], motions.dimensions
    s = windows.sensor[w]
    r, first = tracks.existence[slot], windows.start[w]
    unseen_r = work.share_missed[row] * r * (1.0 - work.p_see[row]) / work.missed[row]
    begin_pair, end_pair = work.start[row], work.start[row + 1]
    total, best = unseen_r, -1
    top = 0.0
    work.best[row], work.own[row] = -1, False
    for k in range(begin_pair, end_pair):
        total += work.share[k]
        if work.share[k] > top:
            top, best = work.share[k], k
    tracks.existence[slot] = min(total, 1.0 - 1e-9)
    if total < rules.p_drop:
        end_if_faint(tracks, slot, time_s, FADED, rules, output)
        return
    if best >= 0 and top > UNLIKELY * total:
        if not rules.joint or top > LIKELIER * total:
            sure = top > SURE * total
            _take(
                tracks, slot, time_s, best, sure, sensors, s, motions, knowledge, windows, first,
                work,
            )  # fmt: skip
        else:
            stays = unseen_r / total
            _blend(
                tracks,
                slot,
                time_s,
                begin_pair,
                end_pair,
                stays,
                total,
                sensors,
                s,
                motions,
                knowledge,
                windows,
                first,
                work,
            )
        summarise(tracks, slot, d)
        note_stray(tracks, slot, work.grid_of_tracks)
        if top > LIKELIER * total:
            j = first + work.plot[best]
            _note_plot(tracks, slot, windows, j, d, undetected)
            note_sight(tracks, slot, s, work.p_see[row])
            work.own[row] = True
            tracks.answers[slot] = tracks.answers[slot] or sensors.answered[s]
            if knowledge.classes:
                classify(tracks, slot, windows.word[j], windows.rcs_dbsm[j], motions, knowledge)
    if top <= LIKELIER * total:
        tracks.sight[slot, 2] += work.p_see[row] / detectability(tracks, slot)
    work.best[row] = best


@inlined
def conclude(tracks, rules, windows, w, row, motions, work, output):
    """Give an updated track its number if it is likely enough by now, and record it.

    All tracks of the window are updated first: a number is taken from none that has had a plot.
    """
    slot, best = work.slot[row], work.best[row]
    if best < 0:
        return
    if work.swell[best] == 1.0 and not work.doubtful[row]:
        confirm(tracks, slot, windows.time_s[w], motions, rules, work, output)
    if output.recording and work.own[row]:
        plot = windows.row[windows.start[w] + work.plot[best]]
        record(tracks, slot, plot, motions.dimensions, output.points)


@inlined
def _note_plot(tracks, slot, windows, j, d, undetected):
    tracks.plots[slot] += 1
    late = tracks.born_s[slot] > undetected.births[2] + WARM_UP_S
    if tracks.plots[slot] == PROVEN and late:
        undetected.births[3] += 1.0
    tracks.last_s[slot] = windows.plot_s[j]
    note_place(tracks, slot, d)
    if windows.identity[j] >= 0:
        tracks.identity[slot] = windows.identity[j]


@inlined
def _take(tracks, slot, time_s, k, sure, sensors, s, motions, knowledge, windows, first, work):
    """Update a track by one plot; where that is its own for sure, learn of the sensor."""
    f, d, models = work.filter, motions.dimensions, tracks.mean.shape[1]
    j, behind = work.plot[k], time_s - tracks.time_s[slot]
    kind, value, sigma = windows.kind[first + j], work.value[j], work.sigma[j]
    main, whole = 0, 0.0
    for m in range(models):
        tracks.mode[slot, m] = max(work.likelihood[k, m] / work.pair_total[k], 1e-6)
        whole += tracks.mode[slot, m]
        if tracks.mode[slot, m] > tracks.mode[slot, main]:
            main = m
    for m in range(models):
        tracks.mode[slot, m] /= whole
    before = tracks.cov[slot, main, 0, 0] + tracks.cov[slot, main, 1, 1]
    for m in range(models):
        mean, cov = tracks.mean[slot, m], tracks.cov[slot, m]
        shift, swell = work.shift[j] + behind, work.swell[k]
        count = measure(kind, value, sigma, sensors, s, shift, mean, d, knowledge, f)
        for c in range(count):
            f.variance[c] *= swell
        sound = sure and work.swell[k] <= 1.0 and kind in (POLAR, CARTESIAN)
        if m == main and knowledge.learns and sound:
            _learn(tracks, slot, main, s, time_s, kind, value, sigma, knowledge, d, f)
        _assimilate(kind, value, sigma, sensors, s, shift, mean, cov, count, d, knowledge, swell, f)
    if sure and knowledge.learns and kind in (POLAR, CARTESIAN):
        after = tracks.cov[slot, main, 0, 0] + tracks.cov[slot, main, 1, 1]
        gain = min(max(1.0 - after / before, 0.0), 1.0)
        note_support(knowledge.support, knowledge.registration, slot, s, gain)


@inlined
def _assimilate(kind, value, sigma, sensors, s, shift, mean, cov, k, d, knowledge, swell, f):
    """Correct a state by the innovations of a plot, or by those that it has nearer the plot."""
    if is_bent(kind, value, sigma, f):
        straighten(kind, value, sigma, sensors, s, shift, mean, cov, k, d, knowledge, swell, f)
    else:
        loosen(kind, value, sensors.site[s], shift, mean, cov, k, d, f)
    correct(mean, cov, k, f)


@inlined
def _learn(tracks, slot, m, s, time_s, kind, value, sigma, knowledge, d, f):
    """Hand a pair beyond doubt to registration, before the track is corrected."""
    if tracks.number[slot] == 0 or tracks.existence[slot] < SURE_R:
        return
    mean, cov = tracks.mean[slot, m], tracks.cov[slot, m]
    registration = knowledge.registration
    predicted_0, predicted_1 = _spread_along(cov, 0, d, f), _spread_along(cov, 1, d, f)
    stated_0 = sigma[0] * sigma[0] / noise_factor(registration, s, 0)
    stated_1 = sigma[1] * sigma[1] / noise_factor(registration, s, 1)
    register(
        registration,
        knowledge.support,
        slot,
        s,
        time_s,
        (mean[0], mean[1], mean[d], mean[d + 1]),
        (f.innovation[0], f.innovation[1]),
        (predicted_0, predicted_1),
        (stated_0, stated_1),
        kind == POLAR,
    )
    if d == 3:
        k = 2
        if not isnan(value[2]):
            _learn_height(ELEVATION if kind == POLAR else HEIGHT, k, s, sigma[2], cov, knowledge, f)
            k += 1
        if kind == POLAR and not isnan(value[4]):
            k += not isnan(value[3])
            _learn_height(HEIGHT, k, s, sigma[4], cov, knowledge, f)


@inlined
def _learn_height(measure, k, s, sigma, cov, knowledge, f):
    """Learn of the noise of an elevation or a height, the innovation ``k``."""
    registration = knowledge.registration
    stated = sigma * sigma / noise_factor(registration, s, measure)
    squared = f.innovation[k] * f.innovation[k]
    learn_noise(registration, s, measure, squared, _spread_along(cov, k, 3, f), stated)


@inlined
def _spread_along(cov, k, d, f):
    """Return the variance of a predicted measure."""
    total = 0.0
    for a in range(2 * d):
        for b in range(2 * d):
            total += f.slope[k, a] * cov[a, b] * f.slope[k, b]
    return total


@inlined
def _add(mean, cov, m, k, weight, behind, sensors, s, d, knowledge, windows, first, work):
    """Add what a model's state would be with a plot to the mixture, with its weight."""
    f, n, j = work.filter, mean.shape[0], work.plot[k]
    for a in range(n):
        f.mean[m, a] = mean[a]
        for b in range(n):
            f.cov[m, a, b] = cov[a, b]
    kind, value, sigma = windows.kind[first + j], work.value[j], work.sigma[j]
    shift, swell = work.shift[j] + behind, work.swell[k]
    count = measure(kind, value, sigma, sensors, s, shift, mean, d, knowledge, f)
    for c in range(count):
        f.variance[c] *= swell
    _assimilate(
        kind, value, sigma, sensors, s, shift, f.mean[m], f.cov[m], count, d, knowledge, swell, f
    )
    for a in range(n):
        off = f.mean[m, a] - mean[a]
        f.mean2[m, a] += weight * off
        for b in range(n):
            f.cov2[m, a, b] += weight * (f.cov[m, a, b] + off * (f.mean[m, b] - mean[b]))


@inlined
def _blend(
    tracks,
    slot,
    time_s,
    begin_pair,
    end_pair,
    stays,
    total,
    sensors,
    s,
    motions,
    knowledge,
    windows,
    first,
    work,
):
    """Replace the states of a track by the mixture over its plots, each model by itself."""
    f = work.filter
    models, n = tracks.mean.shape[1], tracks.mean.shape[2]
    d, behind = motions.dimensions, time_s - tracks.time_s[slot]
    for m in range(models):
        mean, cov = tracks.mean[slot, m], tracks.cov[slot, m]
        weight = stays * tracks.mode[slot, m]
        sum_w = weight
        # Differences are taken from the prediction, so that large coordinates lose no digits.
        for a in range(n):
            f.mean2[m, a] = 0.0
            for b in range(n):
                f.cov2[m, a, b] = weight * cov[a, b]
        for k in range(begin_pair, end_pair):
            share = work.share[k] / total
            weight = share * work.likelihood[k, m] / max(work.pair_total[k], 1e-300)
            if weight >= UNLIKELY * UNLIKELY:
                sum_w += weight
                _add(
                    mean, cov, m, k, weight, behind, sensors, s, d, knowledge, windows, first, work
                )
        f.kept[m, 0] = sum_w
        if sum_w < 1e-12:
            continue
        for a in range(n):
            f.mean2[m, a] /= sum_w
        for a in range(n):
            for b in range(a, n):
                cov[a, b] = f.cov2[m, a, b] / sum_w - f.mean2[m, a] * f.mean2[m, b]
                cov[b, a] = cov[a, b]
        for a in range(n):
            mean[a] += f.mean2[m, a]
    whole = 0.0
    for m in range(models):
        f.kept[m, 0] = max(f.kept[m, 0], 1e-6)
        whole += f.kept[m, 0]
    for m in range(models):
        tracks.mode[slot, m] = f.kept[m, 0] / whole
