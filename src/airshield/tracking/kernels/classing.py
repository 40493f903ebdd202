"""What a track is: class probabilities, one look after the other, compiled.

Defined in ``docs/theory/air-picture-classes``.
"""

from __future__ import annotations

from math import erf, exp, isfinite, log, pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import inlined, kernel

SHOWN, BIRD, STANDING = range(3)
"""What becomes of a track: shown, or kept and not shown because it is a bird or stands still."""

_ONE_OVER_ROOT = 1.0 / sqrt(2.0 * pi)
_EDGE = 0.05
"""Softness of the edges of a range of figures, as a share of it."""
_HALF_ROOT = sqrt(0.5)
_LEAST = -700.0
"""Log probabilities are kept above this."""


class ClassTable(NamedTuple):
    """What is known of the classes and of the kinds of things in them, as arrays."""

    kind_class: NDArray[np.int64]
    """(m,) Class of each kind."""
    speed_m_s: NDArray[np.float64]
    """(m, 3) Low, middle, high."""
    height_m: NDArray[np.float64]
    """(m, 3) Low, middle, high."""
    sigma_climb_m_s: NDArray[np.float64]
    """(m,)"""
    sigma_acceleration_m_s2: NDArray[np.float64]
    """(m,) Across and along its course together."""
    rcs_dbsm: NDArray[np.float64]
    """(m, 2) Median and standard deviation of a single look, fluctuation included."""
    word: NDArray[np.float64]
    """(classes, classes) Log probability of each word (column) for each class (row)."""
    answers: NDArray[np.float64]
    """(classes,) Probability that it says itself who it is."""
    log_prior: NDArray[np.float64]
    """(m,) What is believed of the kinds where nothing is known, and returned to."""
    wind_m_s: float
    """Standard deviation that wind adds to every speed over the ground."""
    stray: float
    """Share of looks that follow none of the figures."""
    motion_memory_s: float
    """Time over which speed, height, climb and acceleration stay what they were."""
    rcs_memory_s: float
    """The same of the radar cross-section."""
    word_memory_s: float
    """The same of words."""
    forgetting_s: float
    """Time over which what was learnt fades."""


class Look(NamedTuple):
    """What is known of a track now; NaN: unknown."""

    speed_m_s: float
    sigma_speed_m_s: float
    height_m: float
    sigma_height_m: float
    climb_m_s: float
    sigma_climb_m_s: float
    acceleration_m_s2: float
    sigma_acceleration_m_s2: float
    rcs_dbsm: float
    word: int
    """Class that a sensor names now, −1: none does."""
    answers: int
    """1: it says itself who it is; −1: it is asked and does not; 0: nobody asks."""
    since_s: float
    """Time since the last look; infinite: this is the first."""
    since_word_s: float
    """Time since the last word before this; infinite: this is the first."""


@inlined
def _spread_density(value, sigma, figure, row, edge):
    """Return the density of a measured value: half below the middle figure, half above.

    Each half is even; noise of ``sigma`` and soft edges blur it.
    """
    low, middle, high = figure[row, 0], figure[row, 1], figure[row, 2]
    scale = _HALF_ROOT / sqrt(sigma * sigma + edge * edge + (_EDGE * (high - low)) ** 2)
    at_middle = erf((middle - value) * scale)
    below = (at_middle - erf((low - value) * scale)) / (middle - low)
    return 0.25 * (below + (erf((high - value) * scale) - at_middle) / (high - middle))


@inlined
def _normal_density(value, sigma):
    return _ONE_OVER_ROOT / sigma * exp(-0.5 * (value / sigma) ** 2)


@inlined
def _told(value, sigma):
    """Return whether a measured value says anything."""
    return isfinite(value) and isfinite(sigma) and sigma >= 0.0


@inlined
def _log_motion(table, kind, look):
    """Return the log likelihood of what is known of the motion, if it is of a kind.

    Stray values are even over what flies at all: 0 … 3,000 m/s, 0 … 60 km.
    """
    total, own = 1.0, 1.0 - table.stray
    if _told(look.speed_m_s, look.sigma_speed_m_s):
        total *= table.stray / 3_000.0 + own * _spread_density(
            look.speed_m_s, look.sigma_speed_m_s, table.speed_m_s, kind, table.wind_m_s
        )
    if _told(look.height_m, look.sigma_height_m):
        total *= table.stray / 60_000.0 + own * _spread_density(
            look.height_m, look.sigma_height_m, table.height_m, kind, 0.0
        )
    if _told(look.climb_m_s, look.sigma_climb_m_s):
        sigma = sqrt(table.sigma_climb_m_s[kind] ** 2 + look.sigma_climb_m_s**2)
        total *= table.stray / 3_000.0 + own * _normal_density(look.climb_m_s, sigma)
    if _told(look.acceleration_m_s2, look.sigma_acceleration_m_s2):
        sigma = sqrt(table.sigma_acceleration_m_s2[kind] ** 2 + look.sigma_acceleration_m_s2**2)
        density = 2.0 * _normal_density(look.acceleration_m_s2, sigma)
        total *= table.stray / 300.0 + own * density
    return log(total)


@inlined
def _log_rcs(table, kind, look):
    if not isfinite(look.rcs_dbsm):
        return 0.0
    density = _normal_density(look.rcs_dbsm - table.rcs_dbsm[kind, 0], table.rcs_dbsm[kind, 1])
    return log((1.0 - table.stray) * density + table.stray / 100.0)


@kernel
def news(since_s, memory_s):
    """Return how much of a look is news: none right after the last, all long after it."""
    return 1.0 if not since_s < 1e12 else 1.0 - exp(-max(since_s, 0.0) / memory_s)


@kernel
def normalise(log_probability):
    """Shift log probabilities so that the probabilities sum to 1."""
    top = -np.inf
    for i in range(log_probability.size):
        top = max(top, log_probability[i])
    total = 0.0
    for i in range(log_probability.size):
        total += exp(log_probability[i] - top)
    shift = top + log(total)
    for i in range(log_probability.size):
        log_probability[i] = max(log_probability[i] - shift, _LEAST)


@inlined
def _log_said(table, one, look, of_motion, of_word):
    """Return the log likelihood of what is said of a class: by sensors, and by itself."""
    total = 0.0
    if 0 <= look.word < table.answers.size:
        total += of_word * table.word[one, look.word]
    if look.answers > 0:
        total += of_motion * log(table.answers[one])
    elif look.answers < 0:
        total += of_motion * log(1.0 - table.answers[one])
    return total


@kernel
def class_update(log_probability, table, look):
    """Move the probabilities of the kinds that one track may be by one look, in place.

    Looks that follow each other closely say the same: each counts only as far as it is news.
    What was learnt fades towards the prior. Unknown values say nothing.

    Parameters
    ----------
    log_probability : (kinds,) array
        Of the track; overwritten.
    table : ClassTable
        What is known of the kinds.
    look : Look
        What is known of the track now.
    """
    of_motion = news(look.since_s, table.motion_memory_s)
    of_rcs = news(look.since_s, table.rcs_memory_s)
    of_word = news(look.since_word_s, table.word_memory_s)
    faded = news(look.since_s, table.forgetting_s) if look.since_s < 1e12 else 0.0
    for kind in range(log_probability.size):
        total = (1.0 - faded) * log_probability[kind] + faded * table.log_prior[kind]
        total += of_motion * _log_motion(table, kind, look) + of_rcs * _log_rcs(table, kind, look)
        total += _log_said(table, table.kind_class[kind], look, of_motion, of_word)
        log_probability[kind] = total
    normalise(log_probability)


@kernel
def class_probability(log_probability, table, probability):
    """Write the probability of each class: the sum over its kinds.

    Parameters
    ----------
    log_probability : (kinds,) array
        Of the track.
    table : ClassTable
        What is known of the kinds.
    probability : (classes,) array
        Overwritten.
    """
    for one in range(probability.size):
        probability[one] = 0.0
    for kind in range(log_probability.size):
        probability[table.kind_class[kind]] += exp(log_probability[kind])


@kernel
def speed_of(east_m_s, north_m_s, east_variance, north_variance, covariance):
    """Return the horizontal speed and its standard deviation.

    Noise lengthens a velocity: where the speed is no larger than its noise, the mean square of
    what lies across the course is taken off.
    """
    square = east_m_s * east_m_s + north_m_s * north_m_s
    if not square > 1e-12:
        return 0.0, sqrt(max(0.5 * (east_variance + north_variance), 0.0))
    along = east_m_s * east_m_s * east_variance + north_m_s * north_m_s * north_variance
    along = (along + 2.0 * east_m_s * north_m_s * covariance) / square
    across = max(east_variance + north_variance - along, 0.0)
    return sqrt(max(square - across, 0.0)), sqrt(max(along, 0.0))


@kernel
def what_becomes(p_bird, p_helicopter, answers, speed_m_s, sigma_speed_m_s, limits):
    """Return `SHOWN`, `BIRD` or `STANDING` for a track; what is unknown is shown.

    ``limits`` are: probability from which it is a bird, speed up to which a bird flies, speed
    under which a thing stands.
    """
    p_sure, bird_m_s, standing_m_s = limits
    most = speed_m_s + 2.0 * sigma_speed_m_s
    if answers > 0 or not isfinite(most):
        return SHOWN
    if most < standing_m_s and p_helicopter < 0.5:
        return STANDING
    if p_bird > p_sure and most < bird_m_s:
        return BIRD
    return SHOWN
