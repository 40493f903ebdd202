"""The plots of a window and the tracks near them: what goes into association."""

from __future__ import annotations

from math import exp, hypot, isnan, log, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.beginning import (
    FALSE_ELEVATION_RAD,
    densities,
    locate,
    ring,
    unseen,
)
from airshield.tracking.kernels.biases import CLOCK, ELEVATION, HEIGHT, RANGE, correction
from airshield.tracking.kernels.comparing import loosen, measure
from airshield.tracking.kernels.flattening import flatten
from airshield.tracking.kernels.indexing import (
    SHORT_RANGE_M,
    SLACK_M,
    is_blurred,
    refresh,
    tracks_around,
)
from airshield.tracking.kernels.layout import ASIDE, HIGH_WATER, LEFT, NEAR, NO_OWNER, SEEN
from airshield.tracking.kernels.living import (
    NOT_YET,
    advance,
    chance,
    detectability,
    end_if_faint,
    miss,
    outlive,
    remember,
    remember_miss,
)
from airshield.tracking.kernels.measuring import (
    BEARING,
    CARTESIAN,
    POLAR,
    TWICE_EFFECTIVE_RADIUS_M,
    distance,
)
from airshield.tracking.kernels.nearby import plots_near, sort_plots
from airshield.tracking.kernels.registering import noise_factor

GONE = 0.5
"""What is left of the existence of a track at each look of a sensor whose cover it has left, where
no other covers it."""
LEAST_P_DETECT = 0.1
"""A plot of a track that a sensor should not see is believed with this probability of it."""
OWN = 1e6
"""How much likelier a plot is a track's whose identity it sends."""
MOST_SWELL = 30.0
"""Such a plot may lie so far off, in squared distance over the gate; it is believed the less."""
OWN_REACH = 4.0
SUNK = 0.1
"""A track that has sunk by less than this share of how uncertain its height is, since a sensor saw
it, is in its sight still."""
UNTOLD = 0.5
"""Nothing tells a height that is less certain than this share of what is stated of any."""
LATELY_S = 60.0
"""What a sensor saw longer ago tells nothing."""
FARTHEST = 4.0
"""A sensor of short range asks a blurred track up to so many spreads outside its range."""
PAIRS_EACH, PAIRS_MORE = 8, 1024
"""Pairs weighed in one window: so many for each plot and each slot in use, and so many more."""
LOST = 0.5
"""A track is given no bearings of a sensor if its place is blurred over this share of its range."""
LOST_PAIRS = 1
"""Place in ``Work.counts``."""


@inlined
def prepare(sensors, motions, rules, undetected, knowledge, windows, w, work):
    """Correct the plots of a window, place them, and weigh how likely they are false or new."""
    first, last = windows.start[w], windows.start[w + 1]
    s, time_s, d = windows.sensor[w], windows.time_s[w], motions.dimensions
    swell, registration = sqrt(sensors.inflation[s]), knowledge.registration
    less_m = sensors.correction[s, 0] + correction(registration, s, RANGE)
    less_rad = sensors.correction[s, 1] + correction(registration, s, 1)
    swells = (
        sqrt(noise_factor(registration, s, RANGE)),
        sqrt(noise_factor(registration, s, 1)),
        sqrt(noise_factor(registration, s, ELEVATION)),
        sqrt(noise_factor(registration, s, HEIGHT)),
    )
    lead = correction(registration, s, CLOCK)
    for j in range(last - first):
        kind = windows.kind[first + j]
        for c in range(6):
            work.value[j, c] = windows.value[first + j, c]
            own = windows.sigma[first + j, c]
            work.sigma[j, c] = swell * (sensors.sigma[s, kind - 1, c] if isnan(own) else own)
        _set_right(kind, less_m, less_rad, swells, j, work)
        work.shift[j] = windows.plot_s[first + j] - lead - time_s
        work.aside[j] = NO_OWNER
        value, sigma = work.value[j], work.sigma[j]
        if d == 2 and kind == POLAR:
            flatten(value, sigma, sensors.site[s, 2])
        if kind == BEARING:
            work.place[j, 0], work.place[j, 1] = sensors.site[s, 0], sensors.site[s, 1]
            work.reach[j] = sensors.range_m[s]
            spread = 1.0 if isnan(value[2]) else 1.0 / FALSE_ELEVATION_RAD
            work.false[j], work.new[j] = sensors.false_density[s] * spread, 0.0
            continue
        east, north, height, ground = locate(kind, value, sensors.site[s], d, rules.height_m)
        work.place[j, 0], work.place[j, 1] = east, north
        if _is_slanted(windows, w, d):
            up = height - sensors.site[s, 2]
            work.place[j, 0], work.place[j, 1] = _slanted(east, north, up, sensors.site[s])
        if kind == POLAR:
            work.reach[j] = max(sigma[0], ground * sigma[1])
        else:
            work.reach[j] = sigma[0]
        x, y = east - sensors.site[s, 0], north - sensors.site[s, 1]
        p = ring(sensors.p_detect[s], sensors.ring_m[s], sqrt(x * x + y * y))
        new = unseen(undetected, east, north, time_s) * p
        work.false[j], work.new[j] = densities(
            kind, value, sigma, height, ground, sensors.false_density[s], new, d, rules
        )
    for j in range(last - first):
        work.log_base[j] = log(work.false[j] + work.new[j])
    return last - first


@inlined
def _set_right(kind, less_m, less_rad, swells, j, work):
    """Take known and learnt biases off a plot; swell its noise as far as that was learnt."""
    if kind == POLAR:
        work.value[j, 0] -= less_m
    if kind in (POLAR, BEARING):
        work.value[j, 1] -= less_rad
    if kind in (POLAR, CARTESIAN):
        work.sigma[j, 0] *= swells[RANGE]
        work.sigma[j, 1] *= swells[1]
        work.sigma[j, 2] *= swells[ELEVATION if kind == POLAR else HEIGHT]
    if kind == POLAR:
        work.sigma[j, 4] *= swells[HEIGHT]


@inlined
def _is_slanted(windows, w, d):
    """Tell whether places are compared as far from the sensor as they are in space.

    Ranges tell that for sure; how far it is over the ground depends on heights.
    """
    return d == 3 and windows.kind[windows.start[w]] == POLAR


@inlined
def _slanted(east, north, up, site):
    """Return a place as far from a site on the plane as it is in space."""
    x, y = east - site[0], north - site[1]
    ground2 = max(x * x + y * y, 1.0)
    up -= ground2 / TWICE_EFFECTIVE_RADIUS_M
    longer = sqrt(1.0 + up * up / ground2)
    return site[0] + longer * x, site[1] + longer * y


@inlined
def _slant_of(tracks, slot, east, north, dt, site, rules):
    """Return the place of a track, slanted, and how far its unknown height may move it."""
    mean = tracks.mean[slot, 0]
    up = mean[2] + dt * mean[5] - site[2]
    off = sqrt(rules.gate[3] * max(tracks.cov[slot, 0, 2, 2], 0.0))
    x, y = _slanted(east, north, up, site)
    steep = min((abs(up) + off) / max(hypot(x - site[0], y - site[1]), 1.0), 1.0)
    return x, y, steep * off


@inlined
def _covers(sensors, s, east, north):
    """Return the probability that a look of a sensor yields a plot of a target in its sight."""
    box = sensors.box[s]
    if not (box[0] <= east <= box[2] and box[1] <= north <= box[3]):
        return 0.0
    x, y = east - sensors.site[s, 0], north - sensors.site[s, 1]
    away = sqrt(x * x + y * y)
    if away > sensors.range_m[s]:
        return 0.0
    return ring(sensors.p_detect[s], sensors.ring_m[s], away)


@inlined
def _is_in_sight(tracks, slot, sensors, s, memory, east, north, time_s, d, rules):
    """Tell whether a track is above a sensor's horizon, since a miss will count.

    It is where its height surely reaches. Where nothing tells its height, it is also where it was
    when the sensor last saw it, as far as can be told.
    """
    if d < 3 or not sensors.straight[s]:
        return True
    sigma = sqrt(max(tracks.cov[slot, 0, 2, 2], 0.0))
    x, y = east - sensors.site[s, 0], north - sensors.site[s, 1]
    least = _least_height(hypot(x, y), sensors.site[s, 2])
    if least <= max(tracks.mean[slot, 0, 2] - sigma, 0.0):
        return True
    if memory < 0 or sigma < UNTOLD * rules.sigma_height_m:
        return False
    since = time_s - tracks.plot_s[slot, memory]
    if since > LATELY_S:
        return False
    near = tracks.near[slot]
    then = _least_height(hypot(x - since * near[2], y - since * near[3]), sensors.site[s, 2])
    return least - then <= SUNK * sigma


@inlined
def _least_height(away, above):
    """Return the height from which a target so far away is above the horizon."""
    beyond = max(away / sqrt(TWICE_EFFECTIVE_RADIUS_M) - sqrt(max(above, 0.0)), 0.0)
    return beyond * beyond


@inlined
def _is_watched(tracks, sensors, slot, s, time_s, east, north):
    """Tell whether another sensor that has lately had its chance to see a track covers it still."""
    for c in range(SEEN):
        other = tracks.seen_by[slot, c]
        if other < 0 or other == s:
            continue
        if time_s - tracks.seen_s[slot, c] > 2.0 * sensors.period_s[other]:
            continue
        if _covers(sensors, other, east, north) >= LEAST_P_DETECT:
            return True
    return False


@inlined
def gather(tracks, sensors, motions, rules, knowledge, windows, w, count, work, output):
    """Find the tracks that take part, predict them, and weigh their pairs; return how many."""
    s, time_s = windows.sensor[w], windows.time_s[w]
    placed = count > 0 and windows.kind[windows.start[w]] != BEARING
    slanting = count > 0 and _is_slanted(windows, w, motions.dimensions)
    widest = 0.0
    for j in range(count):
        widest = max(widest, work.reach[j])
    if placed:
        sort_plots(work.place, count, work, work.grid)
    rows = 0
    work.start[0] = 0
    short = sensors.range_m[s] <= SHORT_RANGE_M
    asked = tracks.head[HIGH_WATER]
    if short:
        site, range_m = sensors.site[s], sensors.range_m[s]
        refresh(tracks, time_s, work.grid_of_tracks)
        asked = tracks_around(tracks, site[0], site[1], range_m, work.grid_of_tracks)
    for ask in range(asked):
        slot = work.grid_of_tracks.found[ask] if short else ask
        if not tracks.alive[slot]:
            continue
        dt, near = time_s - tracks.time_s[slot], tracks.near[slot]
        east, north = near[0] + dt * near[2], near[1] + dt * near[3]
        if short and _is_beyond(tracks, slot, sensors, s, east, north, dt):
            continue
        p_see = _covers(sensors, s, east, north) * detectability(tracks, slot)
        inside = p_see > 0.0
        memory, due, missed = chance(tracks, sensors, slot, s, time_s)
        if inside and not _is_in_sight(
            tracks, slot, sensors, s, memory, east, north, time_s, motions.dimensions, rules
        ):
            p_see = 0.0
        found, pairs = 0, 0
        if due and count > 0:
            found = _find_plots(
                tracks, slot, sensors, s, east, north, dt, widest, count, placed, slanting,
                motions, rules, work,
            )  # fmt: skip
        if found > 0:
            if dt > 0.0:
                advance(tracks, slot, time_s, motions, rules, work)
            pairs = _weigh_pairs(
                tracks, slot, s, sensors, knowledge, windows, w, found, work.start[rows], motions,
                rules, work,
            )  # fmt: skip
        if pairs > 0:
            _enter(tracks, slot, sensors, s, time_s, p_see, rows, pairs, rules, work)
            rows += 1
            remember(tracks, slot, s, time_s, memory)
        else:
            _lack(
                tracks, slot, sensors, s, time_s, east, north, p_see, inside, memory, missed,
                rules, output,
            )  # fmt: skip
    return rows


@inlined
def _find_plots(
    tracks, slot, sensors, s, east, north, dt, widest, count, placed, slanting, motions, rules, work
):
    """Write the plots that a track may have given to ``work.coarse``; return how many."""
    near = tracks.near[slot]
    blur = near[4] + near[5] * abs(dt) + sqrt(motions.q[0] * abs(dt) ** 3)
    if sensors.hears[s] and blur > LOST * sensors.range_m[s]:
        return 0
    reach = 1.0 + sqrt(rules.gate[3]) * sqrt(blur * blur + widest * widest)
    if tracks.identity[slot] >= 0:
        reach *= OWN_REACH
    x, y = east, north
    if slanting:
        x, y, more = _slant_of(tracks, slot, east, north, dt, sensors.site[s], rules)
        reach += more
    return plots_near(x, y, reach, count, placed, work, work.grid)


@inlined
def _is_beyond(tracks, slot, sensors, s, east, north, dt):
    """Tell whether a track is too far from a sensor of short range to matter to it."""
    beyond, near = sensors.range_m[s] + SLACK_M, tracks.near[slot]
    if is_blurred(tracks, slot):
        beyond += FARTHEST * (near[4] + near[5] * abs(dt))
    x, y = east - sensors.site[s, 0], north - sensors.site[s, 1]
    return x * x + y * y > beyond * beyond


@inlined
def _enter(tracks, slot, sensors, s, time_s, p_see, row, pairs, rules, work):
    """Let a track with plots in its gate take part in association."""
    outlive(tracks, slot, time_s, rules)
    start, r = work.start[row], tracks.existence[slot]
    p_miss = p_see * rules.p_gate if sensors.period_s[s] > 0.0 else 0.0
    for k in range(start, start + pairs):
        work.weight[k] *= r * max(p_see, LEAST_P_DETECT)
    work.missed[row] = 1.0 - r + r * (1.0 - p_miss)
    work.p_see[row] = p_miss
    work.slot[row] = slot
    work.start[row + 1] = start + pairs


@inlined
def _lack(
    tracks, slot, sensors, s, time_s, east, north, p_see, inside, memory, missed, rules, output
):
    """Count what it means that a track has no plot in a window."""
    if not missed:
        if memory == NOT_YET and p_see > 0.0:
            remember(tracks, slot, s, time_s, memory)
        return
    if p_see > 0.0:
        miss(tracks, slot, p_see * rules.p_gate, time_s, rules, output)
    elif memory < 0:
        return
    elif not inside:
        if _is_watched(tracks, sensors, slot, s, time_s, east, north):
            tracks.seen_by[slot, memory] = -1
            return
        outlive(tracks, slot, time_s, rules)
        tracks.existence[slot] *= GONE
        end_if_faint(tracks, slot, time_s, LEFT, rules, output)
    if tracks.alive[slot]:
        remember_miss(tracks, sensors, slot, s, time_s, memory)


@inlined
def _weigh_pairs(
    tracks, slot, s, sensors, knowledge, windows, w, found, start, motions, rules, work
):
    """Gate the plots in ``work.coarse`` and write likelihood ratios; return how many are in."""
    d, models = motions.dimensions, motions.kind.shape[0]
    first, pair = windows.start[w], start
    behind = windows.time_s[w] - tracks.time_s[slot]
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
        own = known >= 0 and known == tracks.identity[slot]
        work.swell[pair], again, least = 1.0, True, 0.0
        while again:  # one place that calls it: it is inlined there
            least = _weigh_pair(
                tracks, slot, j, pair, kind, sensors, s, behind, knowledge, rules, d, work
            )
            again = own and work.swell[pair] == 1.0 and 1.0 < least <= MOST_SWELL
            if again:
                work.swell[pair] = least
        if work.swell[pair] > 1.0:
            least = 1.0
        if least <= 1.0:
            if own:
                near = work.swell[pair] == 1.0 or work.aside[j] == NEAR
                work.aside[j] = NEAR if near else ASIDE
                work.pair_total[pair] *= OWN
                for m in range(models):
                    work.likelihood[pair, m] *= OWN
            work.plot[pair] = j
            work.weight[pair] = work.pair_total[pair]
            pair += 1
    return pair - start


@inlined
def _weigh_pair(tracks, slot, j, pair, kind, sensors, s, behind, knowledge, rules, d, work):
    """Write the likelihood ratios of a pair by model; return its squared distance over the gate."""
    f, base = work.filter, work.log_base[j]
    least, total = 1e300, 0.0
    for m in range(tracks.mode.shape[1]):
        mean, cov, shift = tracks.mean[slot, m], tracks.cov[slot, m], work.shift[j] + behind
        k = measure(kind, work.value[j], work.sigma[j], sensors, s, shift, mean, d, knowledge, f)
        for c in range(k):
            f.variance[c] *= work.swell[pair]
        loosen(kind, work.value[j], sensors.site[s], shift, mean, cov, k, d, f)
        squared, log_likelihood = distance(cov, k, 2 * d, f)
        least = min(least, squared / rules.gate[k])
        each = tracks.mode[slot, m] * exp(max(min(log_likelihood - base, 300.0), -300.0))
        work.likelihood[pair, m] = each
        total += each
    work.pair_total[pair] = total
    return least
