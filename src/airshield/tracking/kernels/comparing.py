"""What a plot tells of a state: innovations, also where measures bend within what is left open.

They bend for what is fast or was seen but once.

Formulas and sources: ``docs/theory/tracking``, section *Measurements*.
"""

from __future__ import annotations

from math import hypot, isnan, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.biases import RANGE
from airshield.tracking.kernels.measuring import CARTESIAN, POLAR, correct, innovate
from airshield.tracking.kernels.registering import bias_variance

ROUNDS = 2
"""Times that the slopes are taken anew."""
STRAIGHT = 0.1
"""Ranges bend by nothing that matters where the square of what is left open of a place is below
this share of range and standard deviation together."""
FAR_ASIDE = 0.01
"""Range rates bend for a plot farther aside than this share of its range."""


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
def loosen(kind, value, site, shift, mean, cov, k, d, f):
    """Allow for what places and velocities across the line of sight do to range and its rate.

    The terms of second order, of mean and variance (:cite:t:`bar_shalom2001`, chapter 10).
    """
    if kind != POLAR:
        return
    open2 = cov[0, 0] + cov[1, 1] + (cov[2, 2] if d == 3 else 0.0)
    if isnan(value[3]) and open2 < STRAIGHT * value[0] * sqrt(f.variance[0]):
        return
    east, north = mean[0] - site[0], mean[1] - site[1]
    ground = max(hypot(east, north), 1.0)
    ae, an = north / ground, -east / ground
    pp = ae * ae * cov[0, 0] + 2.0 * ae * an * cov[0, 1] + an * an * cov[1, 1]
    vv = ae * ae * cov[d, d] + 2.0 * ae * an * cov[d, d + 1] + an * an * cov[d + 1, d + 1]
    pv = ae * ae * cov[0, d] + ae * an * (cov[0, d + 1] + cov[1, d]) + an * an * cov[1, d + 1]
    _loosen_by(pp, pv, vv, shift, value, k, d, f)
    if d == 3:
        _loosen_by(cov[2, 2], cov[2, 5], cov[5, 5], shift, value, k, d, f)


@inlined
def _loosen_by(pp, pv, vv, shift, value, k, d, f):
    """Allow for one axis across the line of sight, a while after the state's time."""
    pp += shift * (2.0 * pv + shift * vv)
    pv += shift * vv
    slant = max(value[0], 1.0)
    f.innovation[0] -= 0.5 * pp / slant
    f.variance[0] += 0.5 * pp * pp / (slant * slant)
    if not isnan(value[3]):
        rate = k - 2 if d == 3 and not isnan(value[4]) else k - 1
        f.innovation[rate] -= pv / slant
        f.variance[rate] += (pp * vv + pv * pv) / (slant * slant)


@inlined
def is_bent(kind, value, sigma, f):
    """Tell whether a plot lies so far aside that the slopes at the prediction mislead."""
    if kind != POLAR:
        return False
    aside = abs(value[0] * f.innovation[1])
    if not isnan(value[3]) and aside > FAR_ASIDE * value[0]:
        return True
    return aside * aside > value[0] * sigma[0]


@inlined
def straighten(kind, value, sigma, sensors, s, shift, mean, cov, k, d, knowledge, swell, f):
    """Take the slopes anew at what the plot makes of the state, as Gauss and Newton do.

    The iterated extended filter, :cite:t:`bar_shalom2001`, chapter 10.
    """
    n = mean.shape[0]
    for _ in range(ROUNDS):
        for a in range(n):
            f.trial[a] = mean[a]
            for b in range(n):
                f.trial_cov[a, b] = cov[a, b]
        correct(f.trial, f.trial_cov, k, f)
        k = measure(kind, value, sigma, sensors, s, shift, f.trial, d, knowledge, f)
        for c in range(k):
            f.variance[c] *= swell
            for b in range(n):
                f.innovation[c] += f.slope[c, b] * (f.trial[b] - mean[b])
