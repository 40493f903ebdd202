"""Registration: sensors' biases, clocks and noise, learnt while they watch the same targets."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan, radians
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.model.surveillance import SensorModel
from airshield.tracking.kernels.biases import MEASURES, Registration
from airshield.tracking.kernels.registering import lies, noise_factor
from airshield.tracking.plots import Floats

MOST_ESTIMATED: Final = 64
"""Sensors whose biases are estimated at most: the work for a pair grows with the square of it."""
FIRST_WEIGHT: Final = 5.0
"""Pairs that what a sensor states of its noise is worth."""


class SensorHealth(NamedTuple):
    """What was learnt of sensors, a row each."""

    bias: Floats
    """(sensors, 3) Bias of its ranges, m, and of its bearings, rad, and lead of its clock, s; all
    beyond what is known of it."""
    sigma: Floats
    """(sensors, 3) Standard deviations of their errors; 0 where it is not estimated."""
    noise_factor: Floats
    """(sensors, 4) By what its stated variances of range, bearing, elevation and height are
    multiplied; of places, the first two are east and north."""
    nis: Floats
    """(sensors,) Mean normalised innovation squared of a measure with all that was learnt."""
    lies: NDArray[np.bool_]
    """(sensors,) Whether its errors are far beyond what it states."""
    pairs: NDArray[np.int64]
    """(sensors,) Pairs of plots and tracks from which this was learnt."""


def make_registration(
    sensors: Sequence[SensorModel], place_m: Floats, most: int = MOST_ESTIMATED
) -> Registration:
    """Return what is known of sensors before the first plot: nothing but what they state.

    Parameters
    ----------
    sensors : sequence of SensorModel
        As the tracker knows them.
    place_m : (sensors, 2)
        East and north of each in the local frame; NaN where it has no place.
    most : int
        The first so many of those that state a spread of a bias, or of the clock, are estimated.
    """
    sigma = [
        (s.sigma_bias_range_m, radians(s.sigma_bias_bearing_deg), s.sigma_clock_offset_s)
        for s in sensors
    ]
    estimated = [number for number, of_it in enumerate(sigma) if any(of_it)][:most]
    slot = np.full(len(sensors), -1, np.int32)
    slot[estimated] = np.arange(len(estimated))
    prior = np.array([sigma[number] for number in estimated], float).reshape(-1) ** 2
    return Registration(
        place_m=np.array(place_m, float).reshape(len(sensors), 2),
        slot=slot,
        state=np.zeros(len(prior)),
        covariance=np.diag(prior),
        prior=prior,
        time_s=np.full(1, nan),
        noise_sum=np.full((len(sensors), MEASURES), FIRST_WEIGHT),
        noise_weight=np.full((len(sensors), MEASURES), FIRST_WEIGHT),
        nis=np.ones(len(sensors)),
        pairs=np.zeros(len(sensors), np.int64),
        row=np.zeros(len(prior)),
        ahead=np.zeros(len(prior)),
    )


def of_each_sensor(registration: Registration, estimated: Floats) -> Floats:
    """Return three figures a sensor from those of the estimated ones, 0 for the others."""
    padded = np.concatenate([estimated.reshape(-1, 3), np.zeros((1, 3))])
    return padded[registration.slot]


def sensor_health(registration: Registration) -> SensorHealth:
    """Return what was learnt of each sensor."""
    sensors = range(len(registration.slot))
    factor = [[noise_factor(registration, n, k) for k in range(MEASURES)] for n in sensors]
    spread = np.sqrt(np.diag(registration.covariance))
    return SensorHealth(
        bias=of_each_sensor(registration, registration.state),
        sigma=of_each_sensor(registration, spread),
        noise_factor=np.array(factor, float).reshape(-1, MEASURES),
        nis=registration.nis.copy(),
        lies=np.array([lies(registration, n) for n in sensors], bool),
        pairs=registration.pairs.copy(),
    )
