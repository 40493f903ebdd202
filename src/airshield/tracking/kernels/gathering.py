"""The plots of a window and the tracks near them: what goes into association."""

from __future__ import annotations

from math import exp, hypot, isnan, log, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.beginning import densities, locate, ring, unseen
from airshield.tracking.kernels.biases import CLOCK, RANGE, correction
from airshield.tracking.kernels.indexing import (
    SHORT_RANGE_M,
    SLACK_M,
    is_blurred,
    refresh,
    tracks_around,
)
from airshield.tracking.kernels.layout import HIGH_WATER, LEFT
from airshield.tracking.kernels.living import NOT_YET, advance, chance, end_if_faint, miss, remember
from airshield.tracking.kernels.measuring import BEARING, CARTESIAN, POLAR, distance, innovate
from airshield.tracking.kernels.nearby import plots_near, sort_plots
from airshield.tracking.kernels.registering import bias_variance, noise_factor

GONE = 0.5
"""What is left of the existence of a track at each look of a sensor whose cover it has left."""
LEAST_P_DETECT = 0.1
"""A plot of a track that a sensor should not see is believed with this probability of it."""
PAIRS_EACH, PAIRS_MORE = 8, 1024
"""Pairs weighed in one window: so many for each plot and each slot in use, and so many more."""
LOST_PAIRS = 1
"""Place in ``Work.counts``."""


@inlined
def prepare(sensors, motions, rules, undetected, knowledge, windows, w, work):
    """Correct the plots of a window, place them, and weigh how likely they are false or new."""
    first, last = windows.start[w], windows.start[w + 1]
    s, time_s, d = windows.sensor[w], windows.time_s[w], motions.dimensions
    swell = sqrt(sensors.inflation[s])
    for j in range(last - first):
        kind = windows.kind[first + j]
        for c in range(6):
            work.value[j, c] = windows.value[first + j, c]
            own = windows.sigma[first + j, c]
            work.sigma[j, c] = swell * (sensors.sigma[s, kind - 1, c] if isnan(own) else own)
        _set_right(sensors, knowledge.registration, s, kind, j, work)
        lead = correction(knowledge.registration, s, CLOCK)
        work.shift[j] = windows.plot_s[first + j] - lead - time_s
        value, sigma = work.value[j], work.sigma[j]
        if kind == BEARING:
            work.place[j, 0], work.place[j, 1] = sensors.site[s, 0], sensors.site[s, 1]
            work.reach[j] = sensors.range_m[s]
            work.false[j], work.new[j] = sensors.false_density[s], 0.0
            continue
        east, north, _, ground = locate(kind, value, sensors.site[s], d, rules.height_m)
        work.place[j, 0], work.place[j, 1] = east, north
        if kind == POLAR:
            work.reach[j] = max(sigma[0], ground * sigma[1])
        else:
            work.reach[j] = sigma[0]
        p = ring(
            sensors.p_detect[s],
            sensors.ring_m[s],
            hypot(east - sensors.site[s, 0], north - sensors.site[s, 1]),
        )
        new = unseen(undetected, east, north, time_s) * p
        work.false[j], work.new[j] = densities(
            kind, value, sigma, ground, sensors.false_density[s], new, d, rules
        )
    for j in range(last - first):
        work.log_base[j] = log(work.false[j] + work.new[j])
    return last - first


@inlined
def _set_right(sensors, registration, s, kind, j, work):
    """Take known and learnt biases off a plot; swell its noise as far as that was learnt."""
    if kind == POLAR:
        work.value[j, 0] -= sensors.correction[s, 0] + correction(registration, s, RANGE)
    if kind in (POLAR, BEARING):
        work.value[j, 1] -= sensors.correction[s, 1] + correction(registration, s, 1)
    if kind in (POLAR, CARTESIAN):
        work.sigma[j, 0] *= sqrt(noise_factor(registration, s, RANGE))
        work.sigma[j, 1] *= sqrt(noise_factor(registration, s, 1))


@inlined
def measure(kind, value, sigma, sensors, s, shift, mean, d, knowledge, f):
    """Fill innovations, variances and slopes, with what is not known of the sensor's biases."""
    k = innovate(kind, value, sigma, sensors.site[s], sensors.signal_s_m[s], shift, mean, d, f)
    registration = knowledge.registration
    if registration.slot[s] >= 0 and kind in (POLAR, CARTESIAN):
        track = (mean[0], mean[1], mean[d], mean[d + 1])
        f.variance[0] += bias_variance(registration, s, RANGE, track, kind == POLAR)
        f.variance[1] += bias_variance(registration, s, 1, track, kind == POLAR)
    return k


@inlined
def _covers(sensors, s, east, north):
    """Return the probability that a look of a sensor yields a plot of a target at a place."""
    box = sensors.box[s]
    if not (box[0] <= east <= box[2] and box[1] <= north <= box[3]):
        return 0.0
    away = hypot(east - sensors.site[s, 0], north - sensors.site[s, 1])
    if away > sensors.range_m[s]:
        return 0.0
    return ring(sensors.p_detect[s], sensors.ring_m[s], away)


@inlined
def gather(tracks, sensors, motions, rules, knowledge, windows, w, count, work, output):
    """Find the tracks that take part, predict them, and weigh their pairs; return how many."""
    s, time_s = windows.sensor[w], windows.time_s[w]
    first = windows.start[w]
    placed = count > 0 and windows.kind[first] != BEARING
    grid = work.grid
    widest = 0.0
    for j in range(count):
        widest = max(widest, work.reach[j])
    if placed and count > 0:
        sort_plots(work.place, count, work, grid)
    rows = 0
    work.start[0] = 0
    site_e, site_n, range_m = sensors.site[s, 0], sensors.site[s, 1], sensors.range_m[s]
    short = range_m <= SHORT_RANGE_M
    asked = tracks.head[HIGH_WATER]
    if short:
        refresh(tracks, time_s, work.grid_of_tracks)
        asked = tracks_around(tracks, site_e, site_n, range_m, work.grid_of_tracks)
    for ask in range(asked):
        slot = work.grid_of_tracks.found[ask] if short else ask
        if not tracks.alive[slot]:
            continue
        dt = time_s - tracks.time_s[slot]
        near = tracks.near[slot]
        east, north = near[0] + dt * near[2], near[1] + dt * near[3]
        outside = short and hypot(east - site_e, north - site_n) > range_m + SLACK_M
        if outside and not is_blurred(tracks, slot):
            continue
        p_see = _covers(sensors, s, east, north)
        memory, due, missed = chance(tracks, sensors, slot, s, time_s)
        found = 0
        if due and count > 0:
            blur = near[4] + near[5] * abs(dt) + sqrt(motions.q[0] * abs(dt) ** 3)
            reach = 1.0 + sqrt(rules.gate[2]) * sqrt(blur * blur + widest * widest)
            found = plots_near(east, north, reach, count, placed, work, grid)
        if found > 0:
            if dt > 0.0:
                advance(tracks, slot, time_s, motions, rules, work)
            start = work.start[rows]
            pairs = _weigh_pairs(
                tracks, slot, s, sensors, knowledge, windows, w, found, start, motions, rules, work
            )
            if pairs > 0:
                p = max(p_see, LEAST_P_DETECT)
                r = tracks.existence[slot]
                p_miss = p_see if sensors.period_s[s] > 0.0 else 0.0
                for k in range(start, start + pairs):
                    work.weight[k] *= r * p
                work.missed[rows] = 1.0 - r + r * (1.0 - p_miss)
                work.p_see[rows] = p_miss
                work.slot[rows] = slot
                rows += 1
                work.start[rows] = start + pairs
                remember(tracks, slot, s, time_s, memory)
                continue
        if missed and p_see > 0.0:
            miss(tracks, slot, p_see, time_s, rules, output)
            if tracks.alive[slot]:
                remember(tracks, slot, s, time_s, memory)
        elif missed and memory >= 0:
            tracks.existence[slot] *= GONE
            end_if_faint(tracks, slot, time_s, LEFT, rules, output)
            if tracks.alive[slot]:
                remember(tracks, slot, s, time_s, memory)
        elif memory == NOT_YET and p_see > 0.0:
            remember(tracks, slot, s, time_s, memory)
    return rows


@inlined
def _weigh_pairs(
    tracks, slot, s, sensors, knowledge, windows, w, found, start, motions, rules, work
):
    """Gate the plots in ``work.coarse`` and write likelihood ratios; return how many are in."""
    d, models = motions.dimensions, motions.kind.shape[0]
    first, pair = windows.start[w], start
    behind = windows.time_s[w] - tracks.time_s[slot]
    n = tracks.mean.shape[2]
    reach = min(n, 2 * d)
    count = windows.start[w + 1] - first
    room = PAIRS_EACH * (count + tracks.head[HIGH_WATER]) + PAIRS_MORE
    for c in range(found):
        if pair >= room:
            work.counts[LOST_PAIRS] += found - c
            break
        j = work.coarse[c]
        kind = windows.kind[first + j]
        known = windows.identity[first + j]
        if known >= 0 and tracks.identity[slot] >= 0 and known != tracks.identity[slot]:
            continue
        inside, total = False, 0.0
        base = work.log_base[j]
        for m in range(models):
            k = measure(
                kind,
                work.value[j],
                work.sigma[j],
                sensors,
                s,
                work.shift[j] + behind,
                tracks.mean[slot, m],
                d,
                knowledge,
                work.filter,
            )
            squared, log_likelihood = distance(tracks.cov[slot, m], k, reach, work.filter)
            inside = inside or squared <= rules.gate[k]
            each = tracks.mode[slot, m] * exp(max(min(log_likelihood - base, 300.0), -300.0))
            work.likelihood[pair, m] = each
            total += each
        if inside:
            if known >= 0 and known == tracks.identity[slot]:
                total *= 1e6
                for m in range(models):
                    work.likelihood[pair, m] *= 1e6
            work.plot[pair] = j
            work.weight[pair] = total
            work.pair_total[pair] = total
            pair += 1
    return pair - start
