"""Points of tracks smoothed from the last to the first, compiled.

Formulas and sources: ``docs/theory/tracking``, section *Smoothing*.
"""

from __future__ import annotations

from math import exp, sqrt

from airshield.kernels.compiled import inlined, kernel
from airshield.tracking.kernels.motion import carry

AHEAD, GAIN, REST, SQUARE = range(4)
"""Places in the scratch."""


@kernel
def smooth(time_s, start, noise_m2_s3, at, spread, d, work):
    """Replace states and covariances by what all points of their track say of them.

    Parameters
    ----------
    time_s : (points,)
        Growing within a track.
    start : (tracks + 1,)
        Where the points of each begin.
    noise_m2_s3 : (points, d)
        Power of the acceleration noise along each axis, from the point before to each.
    at, spread : (points, 2 d), (points, 2 d, 2 d)
        Place and velocity as filtered; overwritten.
    d : 2 or 3
        Dimensions.
    work : (4, 2 d, 2 d)
        Scratch.
    """
    for track in range(start.shape[0] - 1):
        for k in range(start[track + 1] - 2, start[track] - 1, -1):
            dt = time_s[k + 1] - time_s[k]
            _predict(spread[k], dt, noise_m2_s3[k + 1], d, work[AHEAD])
            if _gain(spread[k], dt, d, work):
                _step_back(at, spread, k, dt, noise_m2_s3[k + 1], d, work)


@kernel
def smooth_modes(time_s, start, sojourn_s, mode):
    """Replace the probabilities of motion models by what all points of their track say.

    Parameters
    ----------
    time_s : (points,)
        Growing within a track.
    start : (tracks + 1,)
        Where the points of each begin.
    sojourn_s : seconds
        Mean time that a target keeps to one model.
    mode : (points, models)
        As filtered; overwritten.
    """
    models = mode.shape[1]
    if models < 2:
        return
    for track in range(start.shape[0] - 1):
        for k in range(start[track + 1] - 2, start[track] - 1, -1):
            stay = exp(-(time_s[k + 1] - time_s[k]) / sojourn_s)
            _mode_back(mode, k, stay, (1.0 - stay) / (models - 1))


@inlined
def _mode_back(mode, k, stay, leave):
    """Smooth the modes of a point by those of the one after it, which are smoothed already."""
    models, either = mode.shape[1], 0.0
    for m in range(models):
        ahead = leave + (stay - leave) * mode[k, m]
        either += mode[k + 1, m] / max(ahead, 1e-300)
    whole = 0.0
    for m in range(models):
        ahead = leave + (stay - leave) * mode[k, m]
        own = mode[k + 1, m] / max(ahead, 1e-300)
        # All that needs the filtered value of this model is above.
        mode[k, m] *= leave * either + (stay - leave) * own
        whole += mode[k, m]
    for m in range(models):
        mode[k, m] /= whole


@inlined
def _predict(spread, dt, noise, d, ahead):
    """Write F P Fᵀ + Q."""
    for a in range(d):
        for b in range(d):
            cross = spread[a, d + b] + dt * spread[d + a, d + b]
            ahead[a, b] = spread[a, b] + dt * spread[d + a, b] + dt * cross
            ahead[a, d + b] = cross
            ahead[d + b, a] = cross
            ahead[d + a, d + b] = spread[d + a, d + b]
    _shake(ahead, dt, noise, d)


@inlined
def _shake(square, dt, noise, d):
    """Add the noise of white acceleration."""
    for a in range(d):
        q = noise[a]
        square[a, a] += q * dt * dt * dt / 3.0
        square[a, d + a] += q * dt * dt / 2.0
        square[d + a, a] += q * dt * dt / 2.0
        square[d + a, d + a] += q * dt


@inlined
def _gain(spread, dt, d, work):
    """Write C = P Fᵀ (F P Fᵀ + Q)⁻¹, by Cholesky; tell whether that could be."""
    ahead, gain, n = work[AHEAD], work[GAIN], 2 * d
    for i in range(n):
        for j in range(i + 1):
            total = ahead[i, j]
            for m in range(j):
                total -= ahead[i, m] * ahead[j, m]
            if i != j:
                ahead[i, j] = total / ahead[j, j]
            elif total > 0.0:
                ahead[i, i] = sqrt(total)
            else:
                return False
    for row in range(n):
        for i in range(n):
            total = spread[row, i] + (dt * spread[row, d + i] if i < d else 0.0)
            for m in range(i):
                total -= ahead[i, m] * gain[row, m]
            gain[row, i] = total / ahead[i, i]
        for i in range(n - 1, -1, -1):
            total = gain[row, i]
            for m in range(i + 1, n):
                total -= ahead[m, i] * gain[row, m]
            gain[row, i] = total / ahead[i, i]
    return True


@inlined
def _step_back(at, spread, k, dt, noise, d, work):
    """Smooth a point by the one after it, which is smoothed already.

    (I − C F) P (I − C F)ᵀ + C (Q + P⁺) Cᵀ is P − C (P⁻ − P⁺) Cᵀ, and positive definite.
    """
    gain, rest, square, n = work[GAIN], work[REST], work[SQUARE], 2 * d
    for a in range(n):
        square[a, 0] = at[k + 1, a] - at[k, a] - (dt * at[k, d + a] if a < d else 0.0)
    for a in range(n):
        for b in range(n):
            at[k, a] += gain[a, b] * square[b, 0]
    for a in range(n):
        for b in range(n):
            past = dt * gain[a, b - d] if b >= d else 0.0
            rest[a, b] = (1.0 if a == b else 0.0) - gain[a, b] - past
    ahead = work[AHEAD]
    for a in range(n):
        for b in range(n):
            ahead[a, b] = spread[k + 1, a, b]
    _shake(ahead, dt, noise, d)
    carry(spread[k], rest, square, n)
    carry(ahead, gain, square, n)
    for a in range(n):
        for b in range(n):
            spread[k, a, b] += ahead[a, b]
