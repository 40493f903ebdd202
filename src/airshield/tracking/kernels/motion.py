"""How targets move: near-constant velocity, coordinated turn, ballistic; and their mixing.

Formulas and sources: ``docs/theory/tracking``, section *Motion*. A state holds the place, the
velocity and, where a turn is among the models, the turn rate (positive: anticlockwise).
"""

from __future__ import annotations

from math import cos, exp, sin, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.layout import BALLISTIC, STRAIGHT

GRAVITY_M_S2 = 9.80665
_SEA_LEVEL_KG_M3 = 1.225
_SCALE_HEIGHT_M = 8_500.0
_SMALL_TURN = 1e-4
_MOST_BRAKED = 0.5
"""Share of its speed that drag takes off in one step at most: more would turn it round."""
LONGEST_S = 3600.0
"""A target that nobody has seen for longer is predicted by this time only."""
ROUNDING = 4e-15
"""Share of a variance that is added back, so that rounding never makes a covariance indefinite."""


@inlined
def drift(mean, cov, dt, q, d):
    """Move a state along its velocity: the closed form of the near-constant-velocity model."""
    if mean.shape[0] == 4:
        _drift(mean, cov, dt, q, 2, 4)  # numbers that the compiler knows: it unrolls the loops
    else:
        _drift(mean, cov, dt, q, d, mean.shape[0])


@inlined
def _drift(mean, cov, dt, q, d, n):
    for a in range(d):
        mean[a] += dt * mean[d + a]
    for a in range(d):
        for b in range(a, d):
            shift = dt * (cov[a, d + b] + cov[d + a, b] + dt * cov[d + a, d + b])
            cov[a, b] += shift
            cov[b, a] = cov[a, b]
    for a in range(d):
        for b in range(d, n):
            cov[a, b] += dt * cov[d + a, b]
            cov[b, a] = cov[a, b]
    _shake(cov, dt, q, d)


@inlined
def forget_turn(mean, cov, d, sigma_turn):
    """Give a state that does not turn the turn rate of one that may begin to: either way."""
    last = 2 * d
    if mean.shape[0] <= last:
        return
    mean[last] = 0.0
    for a in range(last):
        cov[a, last] = 0.0
        cov[last, a] = 0.0
    cov[last, last] = sigma_turn * sigma_turn


@inlined
def _turned(step, dt):
    """Return sin(ωT)/ω and (1 − cos ωT)/ω and their derivatives by ω."""
    turn = step * dt
    if abs(turn) < _SMALL_TURN:
        return dt, 0.5 * turn * dt, -turn * dt * dt / 3.0, 0.5 * dt * dt
    s, c = sin(turn), cos(turn)
    along, across = s / step, (1.0 - c) / step
    return along, across, (dt * c - along) / step, (dt * s - across) / step


@inlined
def turn(mean, cov, dt, q, q_turn, d, slope, square):
    """Move a state round a horizontal circle at its turn rate, linearised about its mean."""
    n = 2 * d + 1
    rate, ve, vn = mean[2 * d], mean[d], mean[d + 1]
    along, across, d_along, d_across = _turned(rate, dt)
    s, c = sin(rate * dt), cos(rate * dt)
    for a in range(n):
        for b in range(n):
            slope[a, b] = 1.0 if a == b else 0.0
    for a in range(2, d):
        slope[a, d + a] = dt
    slope[0, d], slope[0, d + 1] = along, -across
    slope[1, d], slope[1, d + 1] = across, along
    slope[d, d], slope[d, d + 1] = c, -s
    slope[d + 1, d], slope[d + 1, d + 1] = s, c
    slope[0, 2 * d] = d_along * ve - d_across * vn
    slope[1, 2 * d] = d_across * ve + d_along * vn
    slope[d, 2 * d] = -dt * (s * ve + c * vn)
    slope[d + 1, 2 * d] = dt * (c * ve - s * vn)
    mean[0] += along * ve - across * vn
    mean[1] += across * ve + along * vn
    for a in range(2, d):
        mean[a] += dt * mean[d + a]
    mean[d] = c * ve - s * vn
    mean[d + 1] = s * ve + c * vn
    carry(cov, slope, square, n)
    _shake(cov, dt, q, d)
    cov[2 * d, 2 * d] += q_turn * dt


@inlined
def carry(cov, slope, square, n):
    """Replace P by F P Fᵀ, symmetric to the last bit."""
    for a in range(n):
        for b in range(n):
            total = 0.0
            for k in range(n):
                total += slope[a, k] * cov[k, b]
            square[a, b] = total
    for a in range(n):
        for b in range(a, n):
            total = 0.0
            for k in range(n):
                total += square[a, k] * slope[b, k]
            cov[a, b] = total
            cov[b, a] = total
        size = 0.0
        for k in range(n):
            size += abs(square[a, k] * slope[a, k])
        cov[a, a] += ROUNDING * size


@inlined
def _shake(cov, dt, q, d):
    """Add the noise of white acceleration."""
    third, half = q * dt * dt * dt / 3.0, q * dt * dt / 2.0
    for a in range(d):
        cov[a, a] += third
        cov[a, d + a] += half
        cov[d + a, a] += half
        cov[d + a, d + a] += q * dt


@inlined
def fall(mean, cov, dt, q, drag_area, slope, square):
    """Move a state in three dimensions under gravity and drag, in steps of a second at most."""
    n = mean.shape[0]
    left = dt
    while left > 0.0:
        step = min(left, 1.0)
        left -= step
        speed = sqrt(mean[3] ** 2 + mean[4] ** 2 + mean[5] ** 2)
        density = _SEA_LEVEL_KG_M3 * exp(-max(mean[2], 0.0) / _SCALE_HEIGHT_M)
        brake = 0.5 * density * drag_area
        if brake * speed * step > _MOST_BRAKED:
            brake = _MOST_BRAKED / (speed * step)
        for a in range(n):
            for b in range(n):
                slope[a, b] = 1.0 if a == b else 0.0
        for a in range(3):
            slope[a, 3 + a] = step
            for b in range(3):
                each = speed if a == b else 0.0
                if speed > 0.0:
                    each += mean[3 + a] * mean[3 + b] / speed
                slope[3 + a, 3 + b] -= step * brake * each
            slope[3 + a, 2] += step * brake * speed * mean[3 + a] / _SCALE_HEIGHT_M
        for a in range(3):
            pull = -brake * speed * mean[3 + a] - (GRAVITY_M_S2 if a == 2 else 0.0)
            mean[a] += step * mean[3 + a] + 0.5 * step * step * pull
            mean[3 + a] += step * pull
        carry(cov, slope, square, n)
        _shake(cov, step, q, 3)


@inlined
def predict(mean, cov, mode, dt, motions, work):
    """Mix and predict the states of one track's models by ``dt`` seconds.

    Interacting multiple models, :cite:t:`blom1988`.
    """
    models, d = mode.shape[0], motions.dimensions
    dt = min(dt, LONGEST_S)
    if models > 1 and dt > 0.0:
        mix(mean, cov, mode, exp(-dt / motions.sojourn_s), work)
    for m in range(models):
        if motions.kind[m] == STRAIGHT:
            drift(mean[m], cov[m], dt, motions.q[m], d)
            forget_turn(mean[m], cov[m], d, motions.sigma_turn)
        elif motions.kind[m] == BALLISTIC:
            fall(
                mean[m], cov[m], dt, motions.q[m], motions.drag_area_m2_kg, work.slope, work.square
            )
            forget_turn(mean[m], cov[m], d, motions.sigma_turn)
        else:
            turn(mean[m], cov[m], dt, motions.q[m], motions.q_turn, d, work.slope, work.square)


@inlined
def mix(mean, cov, mode, stay, work):
    """Mix the states of one track's models before they are predicted."""
    models, n = mean.shape
    leave = (1.0 - stay) / (models - 1)
    for m in range(models):
        for a in range(n):
            work.mean[m, a] = mean[m, a]
            for b in range(n):
                work.cov[m, a, b] = cov[m, a, b]
        work.one[m] = mode[m]
    for m in range(models):
        total = 0.0
        for k in range(models):
            total += (stay if k == m else leave) * work.one[k]
        mode[m] = total
        for a in range(n):
            mean[m, a] = 0.0
            for k in range(models):
                share = (stay if k == m else leave) * work.one[k] / total
                mean[m, a] += share * work.mean[k, a]
        for a in range(n):
            for b in range(a, n):
                each = 0.0
                for k in range(models):
                    share = (stay if k == m else leave) * work.one[k] / total
                    apart = (work.mean[k, a] - mean[m, a]) * (work.mean[k, b] - mean[m, b])
                    each += share * (work.cov[k, a, b] + apart)
                cov[m, a, b] = each
                cov[m, b, a] = each
