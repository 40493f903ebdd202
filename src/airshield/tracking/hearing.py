"""Bearings that no track took, crossed to places where tracks may begin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airshield.model.surveillance import TrackerSettings
from airshield.tracking.crossing import LIGHT_M_S, CrossingSettings, cross_bearings
from airshield.tracking.kernels.layout import Heard, Sensors, Undetected
from airshield.tracking.kernels.sightlines import Bearings, Looks
from airshield.tracking.plots import Floats

LEAST_EXISTENCE = 1e-3
"""A place with less begins no track."""


class Crossed(NamedTuple):
    """Where tracks may begin."""

    time_s: Floats
    mean: Floats
    """(n, 6) position and velocity"""
    covariance: Floats
    """(n, 6, 6)"""
    existence: Floats


def crossed(
    heard: Heard, sensors: Sensors, undetected: Undetected, settings: TrackerSettings
) -> Crossed | None:
    """Cross what was heard; None where there is nothing to cross."""
    looks, bearings = int(heard.counts[0]), int(heard.counts[1])
    if bearings < 2:
        return None
    found = cross_bearings(
        _looks(heard, sensors, looks), _bearings(heard, bearings), _settings(undetected, settings)
    )
    good = found.existence >= LEAST_EXISTENCE
    mean = np.hstack([found.position_m, found.velocity_m_s])
    return Crossed(found.time_s[good], mean[good], found.covariance[good], found.existence[good])


def _looks(heard: Heard, sensors: Sensors, count: int) -> Looks:
    s = heard.look_sensor[:count]
    slow = sensors.signal_s_m[s] > 0
    signal_m_s = np.full(count, LIGHT_M_S)
    signal_m_s[slow] = 1.0 / sensors.signal_s_m[s][slow]
    return Looks(
        time_s=heard.look_s[:count].copy(),
        place_m=sensors.site[s],
        range_m=sensors.range_m[s],
        p_detect=sensors.p_detect[s, 0],
        false_per_rad=sensors.false_density[s],
        signal_m_s=signal_m_s,
    )


def _bearings(heard: Heard, count: int) -> Bearings:
    kept = heard.bearing[:count]
    return Bearings(
        look=heard.look[:count].copy(),
        bearing_rad=kept[:, 0].copy(),
        sigma_rad=kept[:, 1].copy(),
        elevation_rad=kept[:, 2].copy(),
        sigma_elevation_rad=np.where(np.isnan(kept[:, 2]), np.nan, kept[:, 3]),
    )


def _settings(undetected: Undetected, settings: TrackerSettings) -> CrossingSettings:
    return CrossingSettings(
        targets_per_m2=float(undetected.density.mean()),
        height_m=settings.height_m,
        sigma_height_m=settings.sigma_height_m,
        sigma_speed_m_s=settings.sigma_speed_m_s,
        sigma_climb_m_s=settings.sigma_climb_m_s,
    )
