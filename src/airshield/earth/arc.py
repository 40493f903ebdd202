"""Ballistic arcs over a spherical Earth, cut into chords.

Formulas: ``docs/theory/raid``, section *Ballistic arcs*; their origin: ``docs/theory/earth``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.units import EARTH_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2

CHORD_ERROR_M = 100.0
"""Farthest that a chord may lie from its arc, metres."""

MOST_APOGEE_M = 8_000_000.0
"""Greatest apogee taken, metres; the number of chords is proved by test up to here."""


class Arc(NamedTuple):
    """Points of an arc from launch to impact, both at height 0."""

    time_s: NDArray[np.float64]
    """(n,) seconds since launch, rising from 0."""
    along_m: NDArray[np.float64]
    """(n,) metres over the ground since launch, rising from 0."""
    height_m: NDArray[np.float64]
    """(n,) metres above the surface."""


class _Ellipse(NamedTuple):
    semi_major_m: float
    eccentricity: float
    half_angle_rad: float
    """Angle over the ground from launch to apogee."""
    launch_anomaly_rad: float
    """Eccentric anomaly at launch, counted from perigee; apogee is at π."""


def ballistic_arc(
    ground_range_m: float,
    apogee_m: float | None = None,
    chord_error_m: float = CHORD_ERROR_M,
) -> Arc:
    """Return the arc of a ground range, with the least energy unless an apogee is given.

    Parameters
    ----------
    ground_range_m : metres
        Distance over the ground; positive and below half the Earth's circumference.
    apogee_m : metres
        Greatest height; positive, at most ``MOST_APOGEE_M``.
    chord_error_m : metres
        Farthest that a chord may lie from the arc in the plane of ground distance and height.

    Raises
    ------
    ValueError
        If a length is out of its range.
    """
    if not 0 < ground_range_m < np.pi * EARTH_RADIUS_M:
        raise ValueError(f"ground_range_m must lie in (0, 20,015 km), got {ground_range_m} m")
    half_angle = 0.5 * ground_range_m / EARTH_RADIUS_M
    apogee_m = least_energy_apogee_m(ground_range_m) if apogee_m is None else apogee_m
    if not 0 < apogee_m <= MOST_APOGEE_M:
        raise ValueError(f"apogee_m must lie in (0, 8,000 km], got {apogee_m} m")
    if not chord_error_m > 0:
        raise ValueError(f"chord_error_m must be positive, got {chord_error_m}")
    ellipse = _ellipse(half_angle, apogee_m)
    return _points(ellipse, _chords(ellipse, chord_error_m))


def least_energy_apogee_m(ground_range_m: float) -> float:
    """Return the apogee height of the arc that needs the least energy, metres."""
    half_angle = 0.5 * ground_range_m / EARTH_RADIUS_M
    return float(0.5 * EARTH_RADIUS_M * (np.sin(half_angle) - 2.0 * np.sin(half_angle / 2) ** 2))


def scaled(arc: Arc, speed_m_s: float) -> Arc:
    """Return the same arc flown at a mean speed along its chords.

    Raises
    ------
    ValueError
        If the speed is not positive.
    """
    if not speed_m_s > 0:
        raise ValueError(f"speed_m_s must be positive, got {speed_m_s}")
    length_m = np.hypot(np.diff(arc.along_m), np.diff(arc.height_m)).sum()
    return arc._replace(time_s=arc.time_s * (length_m / speed_m_s / arc.time_s[-1]))


def _ellipse(half_angle: float, apogee_m: float) -> _Ellipse:
    """Fit the ellipse; differences of near-equal lengths are taken before they cancel."""
    sagitta_m = 2.0 * EARTH_RADIUS_M * np.sin(half_angle / 2) ** 2
    eccentricity = apogee_m / (apogee_m + sagitta_m)
    semi_major_m = (EARTH_RADIUS_M + apogee_m) / (1.0 + eccentricity)
    flattening = np.sqrt(sagitta_m / (apogee_m + sagitta_m) / (1.0 + eccentricity))
    launch = 2.0 * np.arctan(flattening / np.tan(half_angle / 2))
    return _Ellipse(float(semi_major_m), float(eccentricity), half_angle, float(launch))


def _chords(ellipse: _Ellipse, chord_error_m: float) -> int:
    """Return the number of chords; the arc leaves its chord farthest at the apogee."""
    span = 2.0 * (np.pi - ellipse.launch_anomaly_rad)
    share = chord_error_m / (2.0 * ellipse.semi_major_m * ellipse.eccentricity)
    return int(np.ceil(span / (4.0 * np.arcsin(np.sqrt(min(share, 1.0))))))


def _points(ellipse: _Ellipse, chords: int) -> Arc:
    """Place the points evenly in eccentric anomaly and time them by Kepler's equation."""
    a, e, launch = ellipse.semi_major_m, ellipse.eccentricity, ellipse.launch_anomaly_rad
    anomaly = np.linspace(launch, 2.0 * np.pi - launch, chords + 1)
    mean = anomaly - e * np.sin(anomaly)
    time_s = (mean - mean[0]) * np.sqrt(a**3 / GRAVITATIONAL_PARAMETER_M3_S2)
    true = 2.0 * np.arctan2(
        np.sqrt(1.0 + e) * np.sin(anomaly / 2), np.sqrt(1.0 - e) * np.cos(anomaly / 2)
    )
    along_m = EARTH_RADIUS_M * (true - np.pi + ellipse.half_angle_rad)
    height_m = a * (1.0 - e * np.cos(anomaly)) - EARTH_RADIUS_M
    along_m[[0, -1]] = 0.0, 2.0 * EARTH_RADIUS_M * ellipse.half_angle_rad
    height_m[[0, -1]] = 0.0
    return Arc(time_s, along_m, height_m)
