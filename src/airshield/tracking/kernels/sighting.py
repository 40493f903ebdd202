"""One place from several bearings by least squares, compiled.

Defined in ``docs/theory/crossing``, section *Place*. The state is east, north, height at a stated
time, and the velocity east and north.
"""

from __future__ import annotations

from math import atan2, hypot, isfinite, isinf, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import kernel
from airshield.tracking.kernels.measuring import wrapped

STATE = 5
_ROUNDS = 12
_CLOSE_M = 0.2
"""A fit has settled when it moves by less, and is taken when by less than ten times that."""
_WHILE_S = 3.0
"""A change of velocity counts as what it moves in this time."""
_SLOWEST = 0.1
"""What closes in faster than nine tenths of what it sends is not looked at more closely."""
_FARTHEST = 0.3
"""A target moves less than this share of the range while what it sent is under way."""


class Prior(NamedTuple):
    """What is assumed of targets, and what of bearings belongs together."""

    gate: float
    """Largest squared residual, in standard deviations, of a bearing that belongs to a place."""
    least_sine: float
    """Rays that cross under a smaller angle, by its sine, fix no place."""
    targets_per_m2: float
    """Targets expected on each square metre before anything was heard."""
    height_m: float
    sigma_height_m: float
    sigma_speed_m_s: float
    """Standard deviation of the velocity, east and north each; its mean is 0."""


class Desk(NamedTuple):
    """Room to work on one place at a time."""

    member: NDArray[np.int64]
    """(most,) Bearings that are taken to belong to it."""
    state: NDArray[np.float64]
    """(5,)"""
    covariance: NDArray[np.float64]
    """(5, 5) Its covariance; while it is being computed, the information."""
    slope: NDArray[np.float64]
    """(2, 5) Derivatives of bearing and elevation by the state."""
    step: NDArray[np.float64]
    """(5,)"""
    log_determinant: NDArray[np.float64]
    """(1,) Of the covariance."""


@kernel
def _left_at(looks, look, desk, time_s):
    """Return how long after the state's time the signal left, and the place it left, as seen."""
    state, place = desk.state, looks.place_m
    lag = looks.time_s[look] - time_s
    after = lag
    east = north = 0.0
    up = state[2] - place[look, 2]
    for _ in range(4):
        east = state[0] + state[3] * after - place[look, 0]
        north = state[1] + state[4] * after - place[look, 1]
        if isinf(looks.signal_m_s[look]):
            break
        after = lag - sqrt(east * east + north * north + up * up) / looks.signal_m_s[look]
    return after, east, north, up


@kernel
def _slopes(desk, row, toward, along, after, per_speed):
    """Write the derivatives of an angle by the state.

    ``toward`` are those by the place the signal left, ``along`` the direction to it: what moves
    away is heard later, so that the place it left moves, too.
    """
    state, slope = desk.state, desk.slope
    shift = -(toward[0] * state[3] + toward[1] * state[4]) * per_speed
    for i in range(3):
        slope[row, i] = toward[i] + shift * along[i]
    slope[row, 3] = after * slope[row, 0]
    slope[row, 4] = after * slope[row, 1]


@kernel
def sight(looks, look, desk, time_s):
    """Return bearing, elevation and horizontal range of the state; write their slopes."""
    after, east, north, up = _left_at(looks, look, desk, time_s)
    flat2 = max(east * east + north * north, 1.0)
    flat = sqrt(flat2)
    slant2 = flat2 + up * up
    slant = sqrt(slant2)
    along = (east / slant, north / slant, up / slant)
    away = along[0] * desk.state[3] + along[1] * desk.state[4]
    per_speed = 1.0 / max(looks.signal_m_s[look] + away, _SLOWEST * looks.signal_m_s[look])
    _slopes(desk, 0, (north / flat2, -east / flat2, 0.0), along, after, per_speed)
    sinking = -up / (flat * slant2)
    toward = (sinking * east, sinking * north, flat / slant2)
    _slopes(desk, 1, toward, along, after, per_speed)
    return atan2(east, north), atan2(up, flat), flat


@kernel
def _start(prior, desk):
    """Write information and pull of the prior alone."""
    state, step, matrix = desk.state, desk.step, desk.covariance
    for row in range(STATE):
        step[row] = 0.0
        for column in range(STATE):
            matrix[row, column] = 0.0
    matrix[2, 2] = 1.0 / prior.sigma_height_m**2
    step[2] = (prior.height_m - state[2]) * matrix[2, 2]
    for row in range(3, STATE):
        matrix[row, row] = 1.0 / prior.sigma_speed_m_s**2
        step[row] = -state[row] * matrix[row, row]


@kernel
def _add(desk, row, residual, sigma):
    """Add one measured angle to information and pull."""
    slope, weight = desk.slope, 1.0 / (sigma * sigma)
    for i in range(STATE):
        desk.step[i] += slope[row, i] * residual * weight
        for j in range(i + 1):
            desk.covariance[i, j] += slope[row, i] * slope[row, j] * weight


@kernel
def _factor(matrix, step):
    """Factor the information (Cholesky, in place) and solve for the step; return whether it is.

    ``matrix`` holds the factor in its lower half afterwards.
    """
    for i in range(STATE):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            if i == j:
                if not total > 0.0:
                    return False
                matrix[i, i] = sqrt(total)
            else:
                matrix[i, j] = total / matrix[j, j]
    for i in range(STATE):
        for k in range(i):
            step[i] -= matrix[i, k] * step[k]
        step[i] /= matrix[i, i]
    for i in range(STATE - 1, -1, -1):
        for k in range(i + 1, STATE):
            step[i] -= matrix[k, i] * step[k]
        step[i] /= matrix[i, i]
    return True


@kernel
def _invert(desk):
    """Turn the factor of the information into the covariance, and keep its log determinant."""
    matrix = desk.covariance
    total = 0.0
    for i in range(STATE):
        total -= 2.0 * log(matrix[i, i])
        matrix[i, i] = 1.0 / matrix[i, i]
        for j in range(i):
            part = 0.0
            for k in range(j, i):
                part -= matrix[i, k] * matrix[k, j]
            matrix[i, j] = part * matrix[i, i]
    desk.log_determinant[0] = total
    for i in range(STATE):
        for j in range(i + 1):
            part = 0.0
            for k in range(i, STATE):
                part += matrix[k, i] * matrix[k, j]
            matrix[i, j] = part
    for i in range(STATE):
        for j in range(i):
            matrix[j, i] = matrix[i, j]


@kernel
def sent_s(looks, bearings, desk, count):
    """Return the mean time at which what the members noticed had left the place."""
    state, total = desk.state, 0.0
    for i in range(count):
        look = bearings.look[desk.member[i]]
        east = state[0] - looks.place_m[look, 0]
        north = state[1] - looks.place_m[look, 1]
        up = state[2] - looks.place_m[look, 2]
        slant = sqrt(east * east + north * north + up * up)
        total += looks.time_s[look] - slant / looks.signal_m_s[look]
    return total / count


@kernel
def fit(looks, bearings, prior, desk, count, time_s):
    """Move the state to the least squares of the first ``count`` members (Gauss and Newton).

    Returns whether it settled; the covariance is then that of the state.
    """
    start_east, start_north = desk.state[0], desk.state[1]
    reach = 0.0
    for i in range(count):
        reach = max(reach, looks.range_m[bearings.look[desk.member[i]]])
    for turn in range(_ROUNDS):
        _start(prior, desk)
        for i in range(count):
            one = desk.member[i]
            bearing, elevation, _ = sight(looks, bearings.look[one], desk, time_s)
            _add(desk, 0, wrapped(bearings.bearing_rad[one] - bearing), bearings.sigma_rad[one])
            if isfinite(bearings.elevation_rad[one]):
                residual = bearings.elevation_rad[one] - elevation
                _add(desk, 1, residual, bearings.sigma_elevation_rad[one])
        if not _factor(desk.covariance, desk.step):
            return False
        for i in range(STATE):
            desk.state[i] += desk.step[i]
        if not hypot(desk.state[0] - start_east, desk.state[1] - start_north) < 2.0 * reach:
            return False
        moved = hypot(desk.step[0], desk.step[1]) + _WHILE_S * hypot(desk.step[3], desk.step[4])
        if moved < _CLOSE_M or turn == _ROUNDS - 1:
            _invert(desk)
            return moved < 10.0 * _CLOSE_M
    return False


@kernel
def _spread(desk, row):
    """Return the variance that the state's uncertainty gives an angle."""
    total = 0.0
    for i in range(STATE):
        for j in range(STATE):
            total += desk.slope[row, i] * desk.covariance[i, j] * desk.slope[row, j]
    return total


@kernel
def aim(looks, look, desk, time_s):
    """Return bearing, elevation and horizontal range of the state, and the variance of both."""
    bearing, elevation, flat = sight(looks, look, desk, time_s)
    return bearing, elevation, flat, _spread(desk, 0), _spread(desk, 1)


@kernel
def misfit_of(bearings, one, aimed, loose):
    """Return the larger squared residual of a bearing's angles, in standard deviations.

    ``loose`` 1 adds the state's own uncertainty: for a bearing that is no member yet.
    """
    bearing, elevation, _, spread, elevation_spread = aimed
    residual = wrapped(bearings.bearing_rad[one] - bearing)
    worst = residual**2 / (bearings.sigma_rad[one] ** 2 + loose * spread)
    if isfinite(bearings.elevation_rad[one]):
        residual = bearings.elevation_rad[one] - elevation
        variance = bearings.sigma_elevation_rad[one] ** 2 + loose * elevation_spread
        worst = max(worst, residual**2 / variance)
    return worst


@kernel
def misfit(looks, bearings, desk, one, time_s):
    """Return the misfit of a member."""
    bearing, elevation, flat = sight(looks, bearings.look[one], desk, time_s)
    return misfit_of(bearings, one, (bearing, elevation, flat, 0.0, 0.0), 0.0)


@kernel
def reached(looks, look, desk, margin_m):
    """Return whether the state lies within a look's range and a margin, as far as that is sure."""
    reach = looks.range_m[look] * (1.0 + _FARTHEST) + margin_m
    east = desk.state[0] - looks.place_m[look, 0]
    north = desk.state[1] - looks.place_m[look, 1]
    return east * east + north * north <= reach * reach
