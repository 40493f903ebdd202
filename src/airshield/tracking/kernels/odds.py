"""The odds that one target gave the bearings that cross at a place, compiled.

Defined in ``docs/theory/crossing``, section *Odds*.
"""

from __future__ import annotations

from math import hypot, isfinite, log, pi, sin, sqrt

import numpy as np

from airshield.kernels.compiled import allocating_kernel, kernel
from airshield.tracking.kernels.measuring import wrapped
from airshield.tracking.kernels.sighting import aim, misfit_of, reached, sight
from airshield.tracking.kernels.sightlines import Grid, column_of

_LOG_TWO_PI = log(2.0 * pi)
_SURE_MISS = 1e-6
"""A look misses with this probability at least, whatever is said of it."""
_FEWEST_FALSE = 1e-6
"""A look gives false bearings now and then, per radian, whatever is said of it."""
_ELEVATION_SPREAD = 2.0 / pi
"""Density of a false elevation: any from the horizontal to the zenith."""


@kernel
def detection(looks, look, flat_m, blur_m):
    """Return the probability that a look notices it; at the edge of range it fades over a blur."""
    share = 0.5 * (looks.range_m[look] - flat_m) / blur_m + 0.5
    return looks.p_detect[look] * min(max(share, 0.0), 1.0)


@kernel
def blur_of(desk):
    """Return how uncertain the place is along the horizontal, metres, at least one."""
    return sqrt(max(desk.covariance[0, 0] + desk.covariance[1, 1], 1.0))


@allocating_kernel
def lone_per_rad(looks, grid, prior):
    """Return, for each look, the bearings per radian that cross no other.

    They are false, or of targets that every other look misses: of these, as many as are in its
    range, as if each place there were covered by the looks that cover its own.
    """
    lone = looks.false_per_rad.copy()
    for look in range(lone.size):
        column = column_of(looks.place_m[look, 0], grid.west_m, grid.cell_m, grid.columns)
        row = column_of(looks.place_m[look, 1], grid.south_m, grid.cell_m, grid.rows)
        place, unheard = row * grid.columns + column, 1.0
        for i in range(grid.look_first[place], grid.look_first[place + 1]):
            other = grid.look[i]
            east = looks.place_m[other, 0] - looks.place_m[look, 0]
            north = looks.place_m[other, 1] - looks.place_m[look, 1]
            if other != look and hypot(east, north) <= looks.range_m[other]:
                unheard *= 1.0 - looks.p_detect[other]
        targets = 0.5 * looks.range_m[look] ** 2 * prior.targets_per_m2
        lone[look] += targets * looks.p_detect[look] * unheard
    return np.maximum(lone, _FEWEST_FALSE)


@kernel
def _log_normal(residual, sigma):
    return -0.5 * (_LOG_TWO_PI + (residual / sigma) ** 2) - log(sigma)


@kernel
def _gain(looks, bearings, desk, one, time_s, blur):
    """Return the log likelihood ratio of one member: of this target, or of anything else."""
    look = bearings.look[one]
    bearing, elevation, flat = sight(looks, look, desk, time_s)
    p = max(detection(looks, look, flat, blur), _SURE_MISS)
    gain = log(p) - log(looks.false_per_rad[look])
    gain += _log_normal(wrapped(bearings.bearing_rad[one] - bearing), bearings.sigma_rad[one])
    if isfinite(bearings.elevation_rad[one]):
        residual = bearings.elevation_rad[one] - elevation
        gain += _log_normal(residual, bearings.sigma_elevation_rad[one]) - log(_ELEVATION_SPREAD)
    return gain


@kernel
def _missing(looks, grid: Grid, desk, time_s, blur):
    """Return the log probability that every look in range missed it."""
    column = column_of(desk.state[0], grid.west_m, grid.cell_m, grid.columns)
    row = column_of(desk.state[1], grid.south_m, grid.cell_m, grid.rows)
    place, total = row * grid.columns + column, 0.0
    for i in range(grid.look_first[place], grid.look_first[place + 1]):
        if not reached(looks, grid.look[i], desk, blur):
            continue
        _, _, flat = sight(looks, grid.look[i], desk, time_s)
        p = detection(looks, grid.look[i], flat, blur)
        total += log(max(1.0 - p, _SURE_MISS))
    return total


@kernel
def _of_prior(prior, desk):
    """Return the log of the share of the prior that lies within the state's uncertainty."""
    state = desk.state
    total = log(prior.targets_per_m2) + _LOG_TWO_PI + 0.5 * desk.log_determinant[0]
    total -= log(prior.sigma_height_m) + 2.0 * log(prior.sigma_speed_m_s)
    total -= 0.5 * ((state[2] - prior.height_m) / prior.sigma_height_m) ** 2
    return total - 0.5 * (state[3] ** 2 + state[4] ** 2) / prior.sigma_speed_m_s**2


@kernel
def _peak(looks, bearings, desk, one):
    """Return the log likelihood ratio of a bearing that agrees exactly, in mid range."""
    look = bearings.look[one]
    gain = log(looks.p_detect[look]) - log(looks.false_per_rad[look])
    gain += _log_normal(0.0, bearings.sigma_rad[one])
    if isfinite(bearings.elevation_rad[one]):
        gain += _log_normal(0.0, bearings.sigma_elevation_rad[one]) - log(_ELEVATION_SPREAD)
    return gain


@kernel
def hope(looks, bearings, grid, of_look, prior, desk, time_s):
    """Return log odds that this place cannot reach: all that may agree agrees exactly."""
    blur = blur_of(desk)
    column = column_of(desk.state[0], grid.west_m, grid.cell_m, grid.columns)
    row = column_of(desk.state[1], grid.south_m, grid.cell_m, grid.rows)
    place, total = row * grid.columns + column, _of_prior(prior, desk)
    for i in range(grid.look_first[place], grid.look_first[place + 1]):
        look = grid.look[i]
        if not reached(looks, look, desk, 3.0 * blur):
            continue
        aimed = aim(looks, look, desk, time_s)
        flat = aimed[2]
        best = log(max(1.0 - detection(looks, look, flat + 2.0 * blur, blur), _SURE_MISS))
        for one in range(of_look[look], of_look[look + 1]):
            if misfit_of(bearings, one, aimed, 1.0) < prior.gate:
                best = max(best, _peak(looks, bearings, desk, one))
        total += best
    return total


@kernel
def log_odds(looks, bearings, grid, prior, desk, count, time_s):
    """Return the log odds that one target gave the members, against none being there."""
    blur = blur_of(desk)
    total = _of_prior(prior, desk)
    total += _missing(looks, grid, desk, time_s, blur)
    for i in range(count):
        one = desk.member[i]
        look = bearings.look[one]
        total += _gain(looks, bearings, desk, one, time_s, blur)
        _, _, flat = sight(looks, look, desk, time_s)
        total -= log(max(1.0 - detection(looks, look, flat, blur), _SURE_MISS))
    return total


@kernel
def crosses_well(bearings, desk, count, least_sine):
    """Return whether any two members cross under a wide enough angle."""
    for i in range(count):
        for j in range(i):
            turn = bearings.bearing_rad[desk.member[i]] - bearings.bearing_rad[desk.member[j]]
            if abs(sin(turn)) >= least_sine:
                return True
    return False
