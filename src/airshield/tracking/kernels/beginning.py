"""Plots that no track owns: how likely they are false or new, and the tracks that they begin.

Formulas and sources: ``docs/theory/tracking``, section *Birth*.
"""

from __future__ import annotations

from math import cos, exp, inf, isnan, pi, sin, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.layout import (
    FREE,
    HIGH_WATER,
    NEXT_SERIAL,
    SEEN,
)
from airshield.tracking.kernels.measuring import (
    CARTESIAN,
    PLACE,
    POLAR,
    TWICE_EFFECTIVE_RADIUS_M,
    correct,
    innovate,
)

FALSE_HEIGHT_M = 20_000.0
"""False plots with a height are spread over this."""
FALSE_ELEVATION_RAD = 0.5 * pi
"""False bearings with an elevation are spread over this."""
FALSE_RATE_M_S = 2_000.0
"""False plots with a range rate are spread over this."""
ANYHOW = 0.3
"""Share of the new targets whose height and velocity are as even as those of false plots: what is
expected of them is expected of most, not of all."""
CROWD = 0.3
"""Plots that the first gate of a fast target may hold by chance."""
STEEPEST = 0.7
"""Sine of the elevation that no first state exceeds."""
UNKNOWN_HEIGHT = 0.5
"""An unknown height is spread no wider than this share of the slant range."""
LONGEST_S = 300.0
"""New targets of a longer time unwatched have gone again."""
_MAIN_MODEL = 0.9


@inlined
def locate(kind, value, site, d, height_m):
    """Return east, north and height of a plot, and its ground range; unknown heights as given."""
    if kind == POLAR:
        height = height_m
        if not isnan(value[4]):
            height = value[4]
        elif not isnan(value[2]):
            along = value[0] * cos(value[2])
            height = site[2] + value[0] * sin(value[2]) + along * along / TWICE_EFFECTIVE_RADIUS_M
        ground = value[0]
        if d == 3:
            drop = ground * ground / TWICE_EFFECTIVE_RADIUS_M
            up = height - site[2] - drop
            steep = min(max(up, -STEEPEST * ground), STEEPEST * ground)
            if isnan(value[4]) and isnan(value[2]):
                height = site[2] + drop + steep
            ground = sqrt(ground * ground - steep * steep)
        return site[0] + ground * sin(value[1]), site[1] + ground * cos(value[1]), height, ground
    height = height_m if isnan(value[2]) else value[2]
    x, y = value[0] - site[0], value[1] - site[1]
    ground = sqrt(x * x + y * y)
    return value[0], value[1], height, ground


@inlined
def densities(kind, value, sigma, height, ground, false_m2, new_m2, d, rules):
    """Return the densities of false and of new plots at a plot, in the plot's own measures."""
    false, new = false_m2, new_m2
    if kind == POLAR:
        false *= max(ground, 1.0)
        new *= max(ground, 1.0)
    height_s2 = rules.sigma_height_m * rules.sigma_height_m
    speed_s2 = rules.sigma_speed_m_s * rules.sigma_speed_m_s
    even_height, even_rate = 1.0 / FALSE_HEIGHT_M, 1.0 / FALSE_RATE_M_S
    if kind == POLAR and d == 3:
        if not isnan(value[2]):
            off = height - rules.height_m
            false *= value[0] * even_height
            new *= value[0] * _mostly(off, height_s2 + (value[0] * sigma[2]) ** 2, even_height)
        if not isnan(value[4]):
            false *= even_height
            new *= _mostly(value[4] - rules.height_m, height_s2 + sigma[4] ** 2, even_height)
    if kind == POLAR and not isnan(value[3]):
        false *= even_rate
        new *= _mostly(value[3], speed_s2 + sigma[3] ** 2, even_rate)
    if kind != POLAR and d == 3 and not isnan(value[2]):
        false *= even_height
        new *= _mostly(value[2] - rules.height_m, height_s2 + sigma[2] ** 2, even_height)
    if kind == CARTESIAN:
        for c in range(3, 3 + d):
            if not isnan(value[c]):
                s2 = speed_s2 if c < 5 else rules.sigma_climb_m_s * rules.sigma_climb_m_s
                false *= even_rate
                new *= _mostly(value[c], s2 + sigma[c] ** 2, even_rate)
    if kind == PLACE and not isnan(value[3]):
        false /= 2.0 * pi
        new /= 2.0 * pi
    return false, new


@inlined
def _mostly(off, variance, even):
    """Return the density of a measure of new targets: most are as expected, some are anyhow."""
    normal = exp(-0.5 * off * off / variance) / sqrt(2.0 * pi * variance)
    return (1.0 - ANYHOW) * normal + ANYHOW * even


@inlined
def take_slot(tracks):
    """Return a free slot, the last one freed first; −1 when all are taken."""
    head = tracks.head
    if head[FREE] > 0:
        head[FREE] -= 1
        return tracks.free[head[FREE]]
    if head[HIGH_WATER] < tracks.alive.shape[0]:
        head[HIGH_WATER] += 1
        return head[HIGH_WATER] - 1
    return -1


@inlined
def free_slot(tracks, slot):
    """Give a slot back."""
    tracks.alive[slot] = False
    tracks.free[tracks.head[FREE]] = slot
    tracks.head[FREE] += 1


@inlined
def fastest(plots, density_m2, period_s, rules):
    """Return the spread of the speeds of fast targets among so many plots of a window.

    It is cut to leave `CROWD` other plots within reach at the next look: where plots are dense,
    those of two targets tell nothing of a fast one.
    """
    later = period_s if period_s > 0.0 else rules.coast_s
    density = max(plots * density_m2, 1e-300)
    crowded = sqrt(CROWD / (pi * density * rules.gate[3])) / later
    return max(min(rules.sigma_fast_m_s, crowded), rules.sigma_speed_m_s)


@inlined
def begin(tracks, kind, value, sigma, site, time_s, existence, fast, motions, rules, work):
    """Make a track of one plot; return its slot, −1 where no slot is free.

    The first motion model holds what flies at the speeds to expect, the others what is fast.
    """
    slot = take_slot(tracks)
    if slot < 0:
        return slot
    d, models = motions.dimensions, motions.kind.shape[0]
    for m in range(models):
        speed = rules.sigma_speed_m_s if m == 0 else fast
        climb = rules.sigma_climb_m_s * speed / rules.sigma_speed_m_s
        _first_state(
            tracks.mean[slot, m], tracks.cov[slot, m], kind, value, sigma, site, d, speed, climb,
            motions, rules, work,
        )  # fmt: skip
    _first_life(tracks, slot, time_s, existence, motions)
    if kind == POLAR and not isnan(value[3]):
        _favour_speed(tracks.mode[slot], value[3], sigma[3], fast, rules)
    return slot


@inlined
def _favour_speed(mode, rate, sigma, fast, rules):
    """Weigh the motion models by how likely a range rate is of what each holds."""
    whole = 0.0
    for m in range(mode.shape[0]):
        speed = rules.sigma_speed_m_s if m == 0 else fast
        variance = speed * speed + sigma * sigma
        mode[m] *= max(exp(-0.5 * rate * rate / variance), 1e-300) / sqrt(variance)
        whole += mode[m]
    for m in range(mode.shape[0]):
        mode[m] = max(mode[m] / whole, 1e-6)


@inlined
def begin_at(tracks, time_s, at, spread, existence, motions):
    """Make a track at a place, of position and velocity (6,); return its slot, −1: none free."""
    slot = take_slot(tracks)
    if slot < 0:
        return slot
    d = motions.dimensions
    mean, cov = tracks.mean[slot, 0], tracks.cov[slot, 0]
    n = mean.shape[0]
    for a in range(n):
        mean[a] = 0.0
        for b in range(n):
            cov[a, b] = 0.0
    for a in range(2 * d):
        row = a if a < d else a - d + 3
        mean[a] = at[row]
        for b in range(2 * d):
            cov[a, b] = spread[row, b if b < d else b - d + 3]
    if n > 2 * d:
        cov[2 * d, 2 * d] = motions.sigma_turn * motions.sigma_turn
    for m in range(1, motions.kind.shape[0]):
        _copy(mean, cov, tracks.mean[slot, m], tracks.cov[slot, m])
    _first_life(tracks, slot, time_s, existence, motions)
    return slot


@inlined
def _first_life(tracks, slot, time_s, existence, motions):
    """Fill all but the states."""
    models = motions.kind.shape[0]
    for m in range(models):
        rest = (1.0 - _MAIN_MODEL) / (models - 1) if models > 1 else 0.0
        tracks.mode[slot, m] = 1.0 - rest * (models - 1) if m == 0 else rest
    tracks.alive[slot] = True
    tracks.time_s[slot] = time_s
    tracks.existence[slot] = existence
    tracks.sure_s[slot] = time_s
    for c in range(3):
        tracks.sight[slot, c] = 0.0
    tracks.number[slot] = 0
    tracks.head[NEXT_SERIAL] += 1
    tracks.serial[slot] = tracks.head[NEXT_SERIAL]
    tracks.born_s[slot] = time_s
    tracks.last_s[slot] = time_s
    tracks.plots[slot] = 1
    tracks.unseen[slot] = 0.0
    tracks.identity[slot] = -1
    for c in range(SEEN):
        tracks.seen_by[slot, c] = -1
        tracks.plot_s[slot, c] = -inf


@inlined
def _copy(mean, cov, to_mean, to_cov):
    for a in range(mean.shape[0]):
        to_mean[a] = mean[a]
        for b in range(mean.shape[0]):
            to_cov[a, b] = cov[a, b]


@inlined
def _first_state(mean, cov, kind, value, sigma, site, d, speed, climb, motions, rules, work):
    n = mean.shape[0]
    for a in range(n):
        mean[a] = 0.0
        for b in range(n):
            cov[a, b] = 0.0
    for a in range(2):
        cov[d + a, d + a] = speed * speed
    if d == 3:
        cov[5, 5] = climb * climb
    if n > 2 * d:
        cov[2 * d, 2 * d] = motions.sigma_turn * motions.sigma_turn
    east, north, height, ground = locate(kind, value, site, d, rules.height_m)
    mean[0], mean[1] = east, north
    if d == 3:
        mean[2] = height
    if kind == POLAR:
        _first_polar(mean, cov, value, sigma, site, ground, d, rules)
        if not isnan(value[3]):
            _first_rate(mean, cov, kind, value, sigma, site, d, work)
    else:
        _first_place(mean, cov, kind, value, sigma, d, speed, rules)


@inlined
def _first_place(mean, cov, kind, value, sigma, d, speed, rules):
    cov[0, 0], cov[1, 1] = sigma[0] * sigma[0], sigma[1] * sigma[1]
    if d == 3:
        known = not isnan(value[2])
        cov[2, 2] = sigma[2] * sigma[2] if known else rules.sigma_height_m * rules.sigma_height_m
    if kind == CARTESIAN:
        for a in range(d):
            if not isnan(value[3 + a]):
                mean[d + a] = value[3 + a]
                cov[d + a, d + a] = sigma[3 + a] * sigma[3 + a]
    if kind == PLACE and not isnan(value[3]):
        _first_heading(mean, cov, value[3], d, speed)


@inlined
def _first_heading(mean, cov, heading, d, sigma_speed):
    """Half the speeds ahead, with half the spread: what a heading in words tells."""
    east, north = sin(heading), cos(heading)
    mean[d], mean[d + 1] = 0.5 * sigma_speed * east, 0.5 * sigma_speed * north
    variance = 0.36 * sigma_speed * sigma_speed
    cov[d, d], cov[d + 1, d + 1] = variance, variance


@inlined
def _first_polar(mean, cov, value, sigma, site, ground, d, rules):
    """Turn errors of range, bearing and height into errors of the place."""
    se, sn = sin(value[1]), cos(value[1])
    along2, across2 = sigma[0] * sigma[0], (ground * sigma[1]) ** 2
    if d == 3:
        tilt = (mean[2] - site[2] - value[0] * value[0] / TWICE_EFFECTIVE_RADIUS_M) / max(
            ground, 1.0
        )
        if not isnan(value[4]):
            height2 = sigma[4] * sigma[4]
        elif not isnan(value[2]):
            height2 = (value[0] * sigma[2]) ** 2
        else:
            height2 = min(rules.sigma_height_m, UNKNOWN_HEIGHT * value[0]) ** 2
        cov[2, 2] = height2
        cov[0, 2] = -tilt * height2 * se
        cov[1, 2] = -tilt * height2 * sn
        cov[2, 0], cov[2, 1] = cov[0, 2], cov[1, 2]
        along2 = along2 * (1.0 + tilt * tilt) + tilt * tilt * height2
    cov[0, 0] = se * se * along2 + sn * sn * across2
    cov[1, 1] = sn * sn * along2 + se * se * across2
    cov[0, 1] = se * sn * (along2 - across2)
    cov[1, 0] = cov[0, 1]


@inlined
def _first_rate(mean, cov, kind, value, sigma, site, d, work):
    """Let the range rate, and nothing else, correct the first state."""
    k = innovate(kind, value, sigma, site, 0.0, 0.0, mean, d, work)
    last = k - 1
    if d == 3 and not isnan(value[4]):
        last = k - 2
    work.innovation[0] = work.innovation[last]
    work.variance[0] = work.variance[last]
    for b in range(mean.shape[0]):
        work.slope[0, b] = work.slope[last, b]
    correct(mean, cov, 1, work)


@inlined
def unseen(undetected, east, north, time_s):
    """Return the density of targets at a place that no track stands for, per m²."""
    ny, nx = undetected.density.shape
    ix = int((east - undetected.origin[0]) / undetected.cell_m)
    iy = int((north - undetected.origin[1]) / undetected.cell_m)
    return _density(undetected, min(max(ix, 0), nx - 1), min(max(iy, 0), ny - 1), time_s)


@inlined
def _density(undetected, ix, iy, time_s):
    """Return the density in a cell: what was left, and what has come in since."""
    since = 0.0
    if undetected.time_s[iy, ix] > -inf:
        since = min(max(time_s - undetected.time_s[iy, ix], 0.0), LONGEST_S)
    return undetected.density[iy, ix] + undetected.births[0] * since


@inlined
def look(undetected, sensors, s, time_s, surplus):
    """Thin out the unseen targets where a sensor has looked.

    At its first look, ``surplus`` is how many more plots it gave than false ones are expected:
    so many targets were there before, spread over what nobody has looked at yet. Otherwise −1.
    """
    ny, nx = undetected.density.shape
    cell, reach = undetected.cell_m, sensors.range_m[s]
    box = sensors.box[s]
    west, south = undetected.origin[0], undetected.origin[1]
    east, north = sensors.site[s, 0] - west, sensors.site[s, 1] - south
    x0 = int(max(max(east - reach, box[0] - west) / cell, 0.0))
    x1 = int(min(min(east + reach, box[2] - west) / cell, nx - 1.0))
    y0 = int(max(max(north - reach, box[1] - south) / cell, 0.0))
    y1 = int(min(min(north + reach, box[3] - south) / cell, ny - 1.0))
    farthest = reach + 0.5 * cell
    part = min(1.0, 3.0 * reach * reach / (cell * cell))
    for iy in range(y0, y1 + 1):
        for ix in range(x0, x1 + 1):
            x, y = (ix + 0.5) * cell - east, (iy + 0.5) * cell - north
            away2 = x * x + y * y
            if away2 > farthest * farthest:
                continue
            if surplus >= 0.0:
                if undetected.time_s[iy, ix] == -inf:
                    density = surplus * sensors.density_m2[s]
                    undetected.density[iy, ix] = max(undetected.density[iy, ix], density)
                continue
            p = sensors.p_detect[s, 0]
            if sensors.ring_m.shape[1] > 1:
                p = ring(sensors.p_detect[s], sensors.ring_m[s], sqrt(away2))
            left = _density(undetected, ix, iy, time_s) * (1.0 - part * p)
            undetected.density[iy, ix] = left
            undetected.time_s[iy, ix] = max(time_s, undetected.time_s[iy, ix])


@inlined
def ring(p_detect, ring_m, away):
    """Return the probability of detection at a range."""
    for k in range(ring_m.shape[0]):
        if away <= ring_m[k]:
            return p_detect[k]
    return 0.0


WARM_UP_S = 12.0
"""Tracks that begin in this time were there before."""
LEARNING_S = 60.0
"""Seconds of watching that the stated birth rate is worth."""


@inlined
def learn_births(undetected, time_s, rules):
    """Let the confirmed tracks so far correct the rate at which new targets are expected."""
    births = undetected.births
    if births[3] < 0.0:
        births[2], births[3] = time_s, 0.0
    since = max(time_s - births[2] - WARM_UP_S, 0.0)
    known = rules.births_m2_s * births[1] * LEARNING_S
    births[0] = (known + births[3]) / ((LEARNING_S + since) * births[1])
