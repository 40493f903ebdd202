"""Plots that cannot be meant, compiled; the reasons stand in `airshield.tracking.checking`."""

from __future__ import annotations

from math import isfinite, isinf, isnan

from airshield.kernels.compiled import inlined, kernel
from airshield.tracking.kernels.measuring import BEARING, PLACE, POLAR

(
    UNKNOWN_SENSOR,
    NO_TIME,
    UNKNOWN_KIND,
    UNMEASURED,
    NOT_FINITE,
    NO_SIGMA,
    NO_RANGE,
    BEYOND,
) = range(8)
"""Indices of `airshield.tracking.checking.REASONS`."""


@kernel
def judge(time_s, arrival_s, sensor, kind, value, sigma, most_m, why):
    """Write for each plot the first reason to refuse it, −1 where there is none.

    ``most_m``: (sensors,) ranges up to which each is believed.
    """
    for row in range(time_s.shape[0]):
        why[row] = -1
        if sensor[row] < 0 or sensor[row] >= most_m.shape[0]:
            why[row] = UNKNOWN_SENSOR
        elif not (isfinite(time_s[row]) and isfinite(arrival_s[row])):
            why[row] = NO_TIME
        elif kind[row] < 0 or kind[row] > PLACE:
            why[row] = UNKNOWN_KIND
        else:
            why[row] = _judge_values(kind[row], value[row], sigma[row], most_m[sensor[row]])


@inlined
def _judge_values(kind, value, sigma, most_m):
    """Judge what is measured; a look, kind 0, measures nothing."""
    lacks_first = kind != BEARING and isnan(value[0])
    if kind > 0 and (lacks_first or isnan(value[1])):
        return UNMEASURED
    for c in range(value.shape[0]):
        if isinf(value[c]) or isinf(sigma[c]):
            return NOT_FINITE
    for c in range(sigma.shape[0]):
        if sigma[c] <= 0.0:
            return NO_SIGMA
    if kind == POLAR and value[0] <= 0.0:
        return NO_RANGE
    if kind == POLAR and value[0] > most_m:
        return BEYOND
    return -1
