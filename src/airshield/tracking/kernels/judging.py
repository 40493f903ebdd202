"""Plots that cannot be meant, compiled; the reasons stand in `airshield.tracking.checking`."""

from __future__ import annotations

from math import isfinite, isinf, isnan, pi

from airshield.kernels.compiled import inlined, kernel
from airshield.tracking.kernels.measuring import BEARING, PLACE, POLAR

(
    UNKNOWN_SENSOR,
    NO_TIME,
    UNKNOWN_KIND,
    UNMEASURED,
    NOT_FINITE,
    UNBOUNDED,
    NO_CLASS,
    NO_SIGMA,
    NO_RANGE,
    BEYOND,
) = range(10)
"""Indices of `airshield.tracking.checking.REASONS`."""

MOST_M = 1e10
"""Measured lengths, speeds and standard deviations up to this are believed."""
LEAST_SIGMA = 1e-6
"""Standard deviations, in metres or radians, that are smaller are not believed."""
MOST_RAD = 4.0 * pi
"""Bearings, elevations and headings up to two turns are believed."""
MOST_S = 1e11
"""Times up to three thousand years from zero are believed."""
MOST_DBSM = 200.0
"""Radar cross-sections up to this, either way, are believed."""
CLASS_COUNT = 6
"""Classes that a word may name; see `airshield.tracking.plots.CLASSES`."""


@kernel
def judge(time_s, arrival_s, sensor, kind, value, sigma, rcs_dbsm, word, most_m, why):
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
            far = abs(time_s[row]) > MOST_S or abs(arrival_s[row]) > MOST_S
            first = why[row] < 0 or why[row] > UNBOUNDED
            if first and isinf(rcs_dbsm[row]):
                why[row] = NOT_FINITE
            elif first and (far or abs(rcs_dbsm[row]) > MOST_DBSM):
                why[row] = UNBOUNDED
            elif (why[row] < 0 or why[row] > NO_CLASS) and not -1 <= word[row] < CLASS_COUNT:
                why[row] = NO_CLASS


@inlined
def _judge_values(kind, value, sigma, most_m):
    """Judge what is measured; a look, kind 0, measures nothing."""
    lacks_first = kind != BEARING and isnan(value[0])
    if kind > 0 and (lacks_first or isnan(value[1])):
        return UNMEASURED
    for c in range(value.shape[0]):
        if isinf(value[c]) or isinf(sigma[c]):
            return NOT_FINITE
    for c in range(value.shape[0]):
        angle = c in (1, 2) if kind in (POLAR, BEARING) else kind == PLACE and c == 3
        most = MOST_RAD if angle else MOST_M
        if abs(value[c]) > most or sigma[c] > MOST_M or 0.0 < sigma[c] < LEAST_SIGMA:
            return UNBOUNDED
    for c in range(sigma.shape[0]):
        if sigma[c] <= 0.0:
            return NO_SIGMA
    if kind == POLAR and value[0] <= 0.0:
        return NO_RANGE
    if kind == POLAR and value[0] > most_m:
        return BEYOND
    return -1
