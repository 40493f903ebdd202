"""What a plot measures of a state: innovations, their slopes, and the update.

Formulas and sources: ``docs/theory/tracking``, section *Measurements*.
"""

from __future__ import annotations

from math import atan2, hypot, isnan, log, pi, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.motion import ROUNDING

POLAR, CARTESIAN, BEARING, PLACE = range(1, 5)
TWICE_EFFECTIVE_RADIUS_M = 2.0 * 4.0 / 3.0 * 6_371_000.0
LOG_TWO_PI = log(2.0 * pi)
STRAINED = 1e-3
"""After a plot with a smaller share of the variance, it is made sure that rounding did no harm."""
FLAT = 1.0 - 1e-5
"""The same beyond such a squared correlation of two components."""
_NEAR_M = 1.0
LEAST_SHARE = 1e-12
"""No plot is taken for more than a million times as sure as what was known: beyond it, the update
would be made of rounding alone."""


@inlined
def wrapped(angle):
    """Bring an angle into [−π, π]."""
    while angle > pi:
        angle -= 2.0 * pi
    while angle < -pi:
        angle += 2.0 * pi
    return angle


@inlined
def innovate(kind, value, sigma, site, signal, shift, mean, d, work):
    """Fill innovations, variances and slopes of what a plot measures; return how many.

    ``shift`` is the plot's time less the state's; what comes by sound left earlier still.
    """
    if signal > 0.0:
        away = 0.0
        for a in range(d):
            away += (mean[a] - site[a]) ** 2
        shift -= signal * sqrt(away)
    if kind == CARTESIAN:
        return _innovate_place(value, sigma, shift, mean, d, 6, work)
    if kind == PLACE:
        return _innovate_sighting(value, sigma, shift, mean, d, work)
    return _innovate_sight(value, sigma, site, shift, mean, d, work)


@inlined
def _clear(row, n, work):
    for b in range(n):
        work.slope[row, b] = 0.0


@inlined
def _innovate_place(value, sigma, shift, mean, d, columns, work):
    n, k = mean.shape[0], 0
    for c in range(columns):
        axis = c % 3
        if isnan(value[c]) or axis >= d:
            continue
        _clear(k, n, work)
        if c < 3:
            work.innovation[k] = value[c] - mean[axis] - shift * mean[d + axis]
            work.slope[k, axis], work.slope[k, d + axis] = 1.0, shift
        else:
            work.innovation[k] = value[c] - mean[d + axis]
            work.slope[k, d + axis] = 1.0
        work.variance[k] = sigma[c] * sigma[c]
        k += 1
    return k


@inlined
def _innovate_sighting(value, sigma, shift, mean, d, work):
    k = _innovate_place(value, sigma, shift, mean, d, 3, work)
    speed2 = mean[d] ** 2 + mean[d + 1] ** 2
    if isnan(value[3]) or speed2 < 100.0:
        return k
    _clear(k, mean.shape[0], work)
    work.innovation[k] = wrapped(value[3] - atan2(mean[d], mean[d + 1]))
    work.slope[k, d], work.slope[k, d + 1] = mean[d + 1] / speed2, -mean[d] / speed2
    work.variance[k] = sigma[3] * sigma[3]
    return k + 1


@inlined
def _innovate_sight(value, sigma, site, shift, mean, d, work):
    """Slant range, bearing, elevation, range rate and height from a site, over a 4/3 Earth."""
    n = mean.shape[0]
    east = mean[0] + shift * mean[d] - site[0]
    north = mean[1] + shift * mean[d + 1] - site[1]
    ground = max(hypot(east, north), _NEAR_M)
    up = 0.0
    if d == 3:
        up = mean[2] + shift * mean[5] - site[2] - ground * ground / TWICE_EFFECTIVE_RADIUS_M
    slant = sqrt(ground * ground + up * up)
    sag = 2.0 / TWICE_EFFECTIVE_RADIUS_M
    # Derivatives of the height over the sight plane and of the slant range by the place.
    up_e, up_n = -sag * east, -sag * north
    s_e, s_n, s_u = (east + up * up_e) / slant, (north + up * up_n) / slant, up / slant
    if d == 2:
        up_e, up_n, s_e, s_n = 0.0, 0.0, east / slant, north / slant
    k = 0
    if not isnan(value[0]):
        _set(k, value[0] - slant, sigma[0], s_e, s_n, s_u, shift, d, n, work)
        k += 1
    if not isnan(value[1]):
        square = ground * ground
        off = wrapped(value[1] - atan2(east, north))
        _set(k, off, sigma[1], north / square, -east / square, 0.0, shift, d, n, work)
        k += 1
    if d == 3 and not isnan(value[2]):
        across = slant * slant
        off = value[2] - atan2(up, ground)
        e_e = (ground * up_e - up * east / ground) / across
        e_n = (ground * up_n - up * north / ground) / across
        _set(k, off, sigma[2], e_e, e_n, ground / across, shift, d, n, work)
        k += 1
    if not isnan(value[3]):
        _innovate_rate(k, value[3], sigma[3], east, north, up, slant, shift, mean, d, work)
        k += 1
    if d == 3 and not isnan(value[4]):
        off = value[4] - mean[2] - shift * mean[5]
        _set(k, off, sigma[4], 0.0, 0.0, 1.0, shift, d, n, work)
        k += 1
    return k


@inlined
def _set(k, off, sigma, by_east, by_north, by_up, shift, d, n, work):
    _clear(k, n, work)
    work.innovation[k] = off
    work.variance[k] = sigma * sigma
    work.slope[k, 0], work.slope[k, d] = by_east, shift * by_east
    work.slope[k, 1], work.slope[k, d + 1] = by_north, shift * by_north
    if d == 3:
        work.slope[k, 2], work.slope[k, 5] = by_up, shift * by_up


@inlined
def _innovate_rate(k, value, sigma, east, north, up, slant, shift, mean, d, work):
    ve, vn = mean[d], mean[d + 1]
    vu = mean[5] if d == 3 else 0.0
    ue, un, uu = east / slant, north / slant, up / slant
    rate = ue * ve + un * vn + uu * vu
    by_e, by_n, by_u = (ve - rate * ue) / slant, (vn - rate * un) / slant, (vu - rate * uu) / slant
    _set(k, value - rate, sigma, by_e, by_n, by_u, shift, d, mean.shape[0], work)
    work.slope[k, d] += ue
    work.slope[k, d + 1] += un
    if d == 3:
        work.slope[k, 5] += uu


@inlined
def distance(cov, k, reach, work):
    """Return squared Mahalanobis distance and log likelihood of the innovations in ``work``.

    ``reach``: how many leading components of the state a measurement can depend on.
    """
    spread = work.spread
    if reach == 4:
        _spread(cov, k, 4, work)  # a number that the compiler knows: it unrolls the loops
    else:
        _spread(cov, k, reach, work)
    squared, det = 0.0, 1.0
    # Cholesky and forward substitution together.
    for i in range(k):
        for j in range(i):
            total = spread[i, j]
            for m in range(j):
                total -= spread[i, m] * spread[j, m]
            spread[i, j] = total / spread[j, j]
        total = spread[i, i]
        for m in range(i):
            total -= spread[i, m] * spread[i, m]
        if not total > 0.0:
            return 1e300, -1e300
        spread[i, i] = sqrt(total)
        det *= total
        off = work.innovation[i]
        for m in range(i):
            off -= spread[i, m] * work.tail[m]
        work.tail[i] = off / spread[i, i]
        squared += work.tail[i] * work.tail[i]
    return squared, -0.5 * (squared + log(det) + k * LOG_TWO_PI)


@inlined
def _spread(cov, k, reach, work):
    """Write the lower triangle of the covariance of the innovations."""
    for i in range(k):
        for a in range(reach):
            total = 0.0
            for b in range(reach):
                total += cov[a, b] * work.slope[i, b]
            work.one[a] = total
        for j in range(i, k):
            total = 0.0
            for a in range(reach):
                total += work.slope[j, a] * work.one[a]
            work.spread[j, i] = total
        work.spread[i, i] += work.variance[i]


@inlined
def correct(mean, cov, k, work):
    """Update a state by the innovations in ``work``, one component after another.

    Every component is linearised about the same prediction; each update is in Joseph's form,
    a product that keeps the covariance positive definite (:cite:t:`bar_shalom2001`, eq. 5.2.3-17).
    """
    if mean.shape[0] == 4:
        _correct(mean, cov, k, 4, work)  # a number that the compiler knows: it unrolls the loops
    else:
        _correct(mean, cov, k, mean.shape[0], work)


@inlined
def _correct(mean, cov, k, n, work):
    moved, strained = work.moved, False
    for a in range(n):
        moved[a] = 0.0
    for i in range(k):
        known, off = 0.0, work.innovation[i]
        for a in range(n):
            each = 0.0
            for b in range(n):
                each += cov[a, b] * work.slope[i, b]
            work.one[a] = each
            known += work.slope[i, a] * each
            off -= work.slope[i, a] * moved[a]
        variance = max(work.variance[i], LEAST_SHARE * known)
        strained = strained or variance < STRAINED * known
        for a in range(n):
            work.gain[a] = work.one[a] / (known + variance)
            moved[a] += work.gain[a] * off
        _join(cov, n, work.slope[i], work.gain, work.one, variance, work.square)
    if strained or _is_flat(cov, n):
        _mend(cov, n, work.square)
    for a in range(n):
        mean[a] += moved[a]


@inlined
def _is_flat(cov, n):
    """Tell whether one component all but determines another."""
    flat = False
    for a in range(n):
        for b in range(a):
            flat = flat or cov[a, b] * cov[a, b] > FLAT * cov[a, a] * cov[b, b]
    return flat


@inlined
def _mend(cov, n, root):
    """Add to the variances, as little as will do, until a Cholesky decomposition exists."""
    more = ROUNDING
    while more < 1.0 and not _is_definite(cov, n, root):
        for a in range(n):
            cov[a, a] *= 1.0 + more
        more *= 10.0


@inlined
def _is_definite(cov, n, root):
    for a in range(n):
        for b in range(a + 1):
            total = cov[a, b]
            for k in range(b):
                total -= root[a, k] * root[b, k]
            if a == b and not total > ROUNDING * cov[a, a]:
                return False
            root[a, b] = sqrt(total) if a == b else total / root[b, b]
    return True


@inlined
def _join(cov, n, slope, gain, seen, variance, square):
    """Replace P by (I − K h) P (I − K h)ᵀ + K r Kᵀ, where ``seen`` is P hᵀ.

    Where a plot is far surer than the state, the rounding of P is more than what is left of it: as
    much is added to the variances.
    """
    for a in range(n):
        for b in range(n):
            square[a, b] = cov[a, b] - gain[a] * seen[b]
    for a in range(n):
        seen[a] = 0.0
        for b in range(n):
            seen[a] += square[a, b] * slope[b]
    for a in range(n):
        rounded = ROUNDING * cov[a, a]
        for b in range(a, n):
            cov[a, b] = square[a, b] - seen[a] * gain[b] + gain[a] * variance * gain[b]
            cov[b, a] = cov[a, b]
        cov[a, a] += rounded
