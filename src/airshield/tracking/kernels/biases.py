"""What is known of sensors' biases, of all of them together, and how it fades."""

from __future__ import annotations

from math import exp, isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

RANGE, BEARING, CLOCK = range(3)
"""Bias of a range in metres, of a bearing in radians, lead of a clock in seconds."""
ELEVATION, HEIGHT = 2, 3
MEASURES = 4
"""Noise is learnt of ranges, bearings, elevations and heights; of places, the first two are east
and north."""

MEMORY_S = 21_600.0
"""Time after which a bias is forgotten by a factor e: six hours."""
FADE_S = 10.0
"""Time from one fading to the next."""


class Registration(NamedTuple):
    """What is known of each sensor. Biases of up to some dozens are estimated, all jointly."""

    place_m: Floats
    """(sensors, 2) East and north of each; NaN where it has no place."""
    slot: Ints
    """(sensors,) Which of the estimated ones it is; −1: it is taken as it is stated."""
    state: Floats
    """(3 estimated,) Bias in range and bearing and lead of the clock of each."""
    covariance: Floats
    """(3 estimated, 3 estimated) Of their errors."""
    prior: Floats
    """(3 estimated,) Variance of each where nothing is learnt."""
    time_s: Floats
    """(1,) When this holds; NaN: nothing learnt yet."""
    noise_sum: Floats
    """(sensors, measures) Weighted sum of variances seen over those stated."""
    noise_weight: Floats
    """(sensors, measures) Sum of the weights."""
    nis: Floats
    """(sensors,) Mean normalised innovation squared of a measure, as stated and learnt; about 1."""
    pairs: NDArray[np.int64]
    """(sensors,) Pairs that were used."""
    row: Floats
    """(3 estimated,) Room: how an innovation depends on them."""
    ahead: Floats
    """(3 estimated,) Room: covariance of the innovation with them."""


@kernel
def correction(registration, sensor, which):
    """Return what to take off a sensor's `RANGE`, `BEARING` or `CLOCK`, beyond what is known."""
    slot = registration.slot[sensor]
    return registration.state[3 * slot + which] if slot >= 0 else 0.0


@kernel
def fade(registration, time_s):
    """Let what is known fade, once in `FADE_S`, towards what was known at first."""
    last_s = registration.time_s[0]
    if isnan(last_s):
        registration.time_s[0] = time_s
    if isnan(last_s) or time_s < last_s + FADE_S:
        return
    registration.time_s[0] = time_s
    keep = exp(-(time_s - last_s) / MEMORY_S)
    for row in range(registration.state.size):
        registration.state[row] *= keep
        for column in range(registration.state.size):
            registration.covariance[row, column] *= keep * keep
        registration.covariance[row, row] += (1.0 - keep * keep) * registration.prior[row]
