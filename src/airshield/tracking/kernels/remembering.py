"""Tracks that have ended are remembered, for their targets may be seen again.

Defined in ``docs/theory/tracking``, section *Numbers*.
"""

from __future__ import annotations

from math import exp, log, pi

from airshield.kernels.compiled import inlined, kernel
from airshield.tracking.kernels.layout import GONE_KEPT, NEXT_GONE

STATE_S, LAST_S, EXISTENCE, AXES = range(4)
"""Places in a row of `Tracks.gone_state`; from the last on, five numbers for each axis."""
PLACE, SPEED, PLACE2, BOTH, SPEED2 = range(5)
"""The numbers of an axis: place and speed, their variances, and between these their covariance."""
PER_AXIS = 5


@kernel
def remember_end(tracks, slot, time_s):
    """Remember a numbered track that ends."""
    at = tracks.head[NEXT_GONE] % GONE_KEPT
    tracks.head[NEXT_GONE] += 1
    tracks.gone[at, 0], tracks.gone[at, 1] = tracks.identity[slot], tracks.number[slot]
    tracks.gone_s[at] = time_s
    d = tracks.mean.shape[2] // 2  # a state is place, velocity and, in some, a turn rate
    m = main_model(tracks, slot)
    mean, cov, state = tracks.mean[slot, m], tracks.cov[slot, m], tracks.gone_state[at]
    state[STATE_S], state[LAST_S] = tracks.time_s[slot], tracks.last_s[slot]
    state[EXISTENCE] = tracks.existence[slot]
    for axis in range(d):
        row = AXES + PER_AXIS * axis
        state[row + PLACE], state[row + SPEED] = mean[axis], mean[d + axis]
        state[row + PLACE2], state[row + SPEED2] = cov[axis, axis], cov[d + axis, d + axis]
        state[row + BOTH] = cov[axis, d + axis]


@inlined
def main_model(tracks, slot):
    """Return the likeliest motion model of a track."""
    best = 0
    for m in range(tracks.mode.shape[1]):
        if tracks.mode[slot, m] > tracks.mode[slot, best]:
            best = m
    return best


@inlined
def take_back(tracks, at):
    """Return the number of a remembered track, which is then forgotten."""
    number = tracks.gone[at, 1]
    tracks.gone[at, 0], tracks.gone[at, 1] = -1, -1
    return number


@kernel
def recall(tracks, slot, motions, rules):
    """Return the number of the ended track whose target this one most surely follows, −1: none.

    It is that with the probability that confirms a track; else the target is another, or new.
    """
    if not tracks.unseen[slot] > 0.0:
        return -1
    best, most, whole = -1, 0.0, 1.0
    for at in range(min(tracks.head[NEXT_GONE], GONE_KEPT)):
        if tracks.gone[at, 0] >= 0 or tracks.gone[at, 1] <= 0:
            continue
        if tracks.gone_state[at, LAST_S] >= tracks.born_s[slot]:
            continue
        odds = _odds(tracks, slot, tracks.gone_state[at], motions, rules)
        whole += odds
        if odds > most:
            best, most = at, odds
    if best < 0 or most < rules.p_confirm * whole:
        return -1
    return take_back(tracks, best)


@inlined
def _odds(tracks, slot, state, motions, rules):
    """Return how much likelier a track follows the target of an ended one than a new target."""
    d, m = motions.dimensions, main_model(tracks, slot)
    mean, cov = tracks.mean[slot, m], tracks.cov[slot, m]
    dt = max(tracks.time_s[slot] - state[STATE_S], 0.0)
    odds = log(max(state[EXISTENCE], 1e-300)) - dt / rules.survival_s - log(tracks.unseen[slot])
    for axis in range(d):
        row = AXES + PER_AXIS * axis
        x = mean[axis] - state[row + PLACE] - dt * state[row + SPEED]
        v = mean[d + axis] - state[row + SPEED]
        q, c = motions.q[0], state[row + SPEED2] + cov[d + axis, d + axis]
        a = state[row + PLACE2] + 2.0 * dt * state[row + BOTH] + dt * dt * state[row + SPEED2]
        a += cov[axis, axis] + q * dt * dt * dt / 3.0
        b = state[row + BOTH] + dt * state[row + SPEED2] + cov[axis, d + axis] + 0.5 * q * dt * dt
        c += q * dt
        det = a * c - b * b
        apart2 = (c * x * x - 2.0 * b * x * v + a * v * v) / det
        odds -= 0.5 * (apart2 + log(4.0 * pi * pi * det))
        speed = rules.sigma_speed_m_s if axis < 2 else rules.sigma_climb_m_s
        odds += _surprise(mean[d + axis], speed * speed + cov[d + axis, d + axis])
        if axis == 2:
            height2 = rules.sigma_height_m * rules.sigma_height_m + cov[axis, axis]
            odds += _surprise(mean[axis] - rules.height_m, height2)
    return exp(min(odds, 600.0))


@inlined
def _surprise(off, variance):
    """Return minus the log of a normal density."""
    return 0.5 * (off * off / variance + log(2.0 * pi * variance))
